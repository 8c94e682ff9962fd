using System.Globalization;
using CommandCenter.Shared;

namespace CommandCenter.Orders;

/// <summary>The query of <c>GET /api/v1/orders</c>. Everything arrives as text, so that a wrong value is answered with its field and what is allowed.</summary>
public sealed record OrderSearchQuery(
    string? Text, string? Lane, string? Owner, string? Stage, string? Region, string? Store, string? Node, string? PlacedFrom, string? PlacedTo, string? Open, string? Sort, string? Cursor, string? Limit)
{
    public Result<OrderSearch> Read()
    {
        var owner = ReadSide(Owner);
        if (owner.Error is { } ownerError) return ownerError;
        Orders.Stage? stage = Stages.TryParse(Stage, out var parsed) ? parsed : null;
        if (Stage is not null && stage is null) return Wrong("stage", Stage, string.Join(", ", Stages.All.Select(s => s.Name())));
        var from = ReadInstant("placedFrom", PlacedFrom);
        if (from.Error is { } fromError) return fromError;
        var to = ReadInstant("placedTo", PlacedTo);
        if (to.Error is { } toError) return toError;
        if (Open is not (null or "true" or "false")) return Wrong("open", Open, "true, false");
        var limit = 50;
        if (Limit is not null && (!int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > 200)) return Wrong("limit", Limit, "1 to 200");
        return new OrderSearch(
            Text, Lane, owner.Value.Side, stage, Region, Store, Node, from.Value.At, to.Value.At, Open is null ? null : Open == "true", Sort ?? "-placed", Cursor, limit);
    }

    private static Result<(Side? Side, bool Given)> ReadSide(string? text) => text switch
    {
        null => (null, false),
        "legacy" => (Side.Legacy, true),
        "orchestration" => (Side.Orchestration, true),
        _ => Wrong("owner", text, "legacy, orchestration"),
    };

    private static Result<(DateTimeOffset? At, bool Given)> ReadInstant(string field, string? text)
    {
        if (text is null) return (null, false);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? (at, true) : Wrong(field, text, "an instant such as 2026-11-10T05:00:00Z");
    }

    private static Error Wrong(string field, string found, string allowed) => Error.Validation("bad-query", $"'{field}' is '{(found.Length > 80 ? found[..80] : found)}'; allowed: {allowed}.", field);
}
