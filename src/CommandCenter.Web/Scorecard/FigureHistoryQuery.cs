using CommandCenter.Orders;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Shared;

namespace CommandCenter.Scorecard;

/// <summary>What stands behind the question mark.</summary>
internal sealed record FigureHistoryQuery(string? From, string? To, string? Bucket, string? Lane, string? Owner, string? By, string? Value, string? Split)
{
    private const int MostHours = 24 * 32;

    /// <returns>Validation that names the field and what is allowed.</returns>
    public Result<FigureRequest> Read(DateTimeOffset now)
    {
        if (Instant(To, now) is not { } to) return Bad("to", "an instant such as 2026-11-10T05:00:00Z; none = now");
        if (Instant(From, to.AddDays(-30)) is not { } from) return Bad("from", "an instant such as 2026-11-10T05:00:00Z; none = thirty days before 'to'");
        if (Word<FigureBucket>(Bucket, FigureBucket.Day) is not { } bucket) return Bad("bucket", "hour, day or whole");
        if (Word<FigureDimension>(By, FigureDimension.None) is not { } dimension) return Bad("by", "region, node or carrier");
        if (Owner is not (null or "legacy" or "orchestration")) return Bad("owner", "legacy or orchestration");
        if (Value is not null && dimension == FigureDimension.None) return Bad("value", "a value of what 'by' names");
        var split = (Split ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (split.Any(s => s is not ("lane" or "owner"))) return Bad("split", "lane, owner or both, with a comma");
        if (bucket == FigureBucket.Hour && to - from > TimeSpan.FromHours(MostHours)) return Bad("bucket", "hour for at most 32 days, day for more");
        return new FigureRequest(from, to, bucket, Lane, Owner switch { "legacy" => Side.Legacy, "orchestration" => Side.Orchestration, _ => null }, dimension, Value, split.Contains("lane"), split.Contains("owner"));
    }

    private static Error Bad(string field, string allowed) => Error.Validation("bad-query", $"'{field}' cannot be read; allowed: {allowed}.", field);

    private static DateTimeOffset? Instant(string? text, DateTimeOffset otherwise) =>
        text is null ? otherwise : DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : null;

    private static T? Word<T>(string? text, T otherwise)
        where T : struct, Enum =>
        text is null ? otherwise : text.All(char.IsAsciiLetterLower) && Enum.TryParse<T>(text, ignoreCase: true, out var word) ? word : null;
}
