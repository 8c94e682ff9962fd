using System.Globalization;
using CommandCenter.Layout;
using CommandCenter.Layout.Components;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Runs;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Reconciliation;

/// <summary>Parity in words, and addresses of what tells more.</summary>
internal static class ParityView
{
    /// <summary>Percent with one decimal, never rounded up to 100: what is not whole must not look whole.</summary>
    public static string Percent(double percent) =>
        percent >= 100 ? "100 %" : Math.Min(99.9, Math.Round(percent, 1)).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    public static string Sentence(ParitySnapshot now)
    {
        var (orders, differing, pending, understood) = (now.Lanes.Sum(l => l.Orders), now.Lanes.Sum(l => l.Differing), now.Lanes.Sum(l => l.Pending), now.Lanes.Sum(l => l.Understood));
        var main = differing == 0 ? $"No order of {Wording.Number(orders)} differs" : $"{Wording.Number(differing)} of {Wording.Count(orders, "order")} differ, {Percent(100.0 * (orders - differing) / Math.Max(1, orders))} agree";
        var also = new List<string>();
        if (pending > 0) also.Add($"{Wording.Number(pending)} may still come");
        if (understood > 0) also.Add($"{Wording.Number(understood)} understood");
        var unknown = now.Lanes.Count(l => l.Standing == ParityStanding.CannotTell);
        if (unknown > 0) also.Add($"{Wording.Count(unknown, "lane")} cannot be told");
        return main + (also.Count == 0 ? "." : "; " + string.Join(", ", also) + ".");
    }

    public static string Width(RunProgress p) => string.Create(CultureInfo.InvariantCulture, $"width:{(p.Total is > 0 ? Math.Min(100, 100.0 * p.Done / p.Total.Value) : 0):0.#}%");

    public static MarkupString State(ParityRun run)
    {
        var (icon, css, word) = run.State switch
        {
            ParityRunState.Running => ("run", "run", "Running"),
            ParityRunState.Done => ("ok", "ok", "Done"),
            ParityRunState.Failed => ("breach", "crit", "Failed"),
            _ => ("hold", "warn", "Stopped"),
        };
        return Html.Of($"<span class=\"st {css}\" title=\"{run.Error}\">{Icon.Of(icon)}{word}</span>");
    }

    public static string Address(string? lane, ParityCell? cell, string? group = null, string? cursor = null)
    {
        var parts = new List<string>();
        if (lane is not null) parts.Add("lane=" + Uri.EscapeDataString(lane));
        if (cell is not null && cell != ParityCells.Whole) parts.Add("cell=" + cell.Name);
        if (group is not null) parts.Add("group=" + Uri.EscapeDataString(group));
        if (cursor is not null) parts.Add("cursor=" + cursor);
        return "/reconciliation/differences" + (parts.Count == 0 ? "" : "?" + string.Join('&', parts));
    }
}
