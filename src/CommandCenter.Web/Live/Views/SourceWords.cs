using CommandCenter.Orders;

namespace CommandCenter.Live.Views;

/// <summary>How a source's health and side read.</summary>
public static class SourceWords
{
    public static (string Css, string Icon, string Word) Of(SourceHealth health) => health switch
    {
        SourceHealth.Fresh => ("ok", "ok", "Fresh"),
        SourceHealth.Stale => ("qual", "stale", "Stale"),
        SourceHealth.Broken => ("qual", "no", "Failing"),
        SourceHealth.Paused => ("warn", "hold", "Paused"),
        _ => ("", "pending", "Starting"),
    };

    public static string Short(Side side) => side == Side.Orchestration ? "Orch." : side.ToString();
}
