using CommandCenter.Sources;

namespace CommandCenter.Orders;

/// <summary>What a person looks for. Every given part narrows.</summary>
/// <param name="Text">Any number that a person may hold: order key, side id, web, marketplace, receipt or tracking number; whole or its beginning, case-insensitive.</param>
/// <param name="Sort">placed (default), updated, stage, total; leading '-' = descending (default -placed).</param>
/// <param name="Cursor">Opaque, from the previous page.</param>
/// <param name="Limit">1 to 200.</param>
public sealed record OrderSearch(
    string? Text = null, string? Lane = null, Side? Owner = null, Stage? Stage = null, string? Region = null, string? Store = null, string? Node = null,
    DateTimeOffset? PlacedFrom = null, DateTimeOffset? PlacedTo = null, bool? OpenOnly = null, string Sort = "-placed", string? Cursor = null, int Limit = 50);

/// <summary>One line of the list: both sides in short.</summary>
public sealed record OrderListItem(
    string OrderKey, string? Lane, Side? Owner, Stage? LegacyStage, Stage? OrchestrationStage, DateTimeOffset? PlacedAt, DateTimeOffset UpdatedAt, long? TotalMinor, string? Currency,
    string? Region, string? Store, string? Channel, bool Open);

/// <param name="Total">How many match in all, counted up to 10,000; <see cref="TotalCapped"/> says when there are more.</param>
public sealed record OrderPage(IReadOnlyList<OrderListItem> Items, string? Cursor, int Total, bool TotalCapped);

/// <summary>One order on both sides.</summary>
/// <param name="Legacy">Null where the side never reported it.</param>
/// <param name="Events">Every event of both sides, oldest occurred first.</param>
/// <param name="MatchedBy">How the search found it: order-key, side-id, web-number, marketplace-number, receipt, tracking.</param>
public sealed record OrderDetail(string OrderKey, Side? Owner, OrderState? Legacy, OrderState? Orchestration, IReadOnlyList<StoredEvent> Events, IReadOnlyList<CustomerContact> Contacts, string MatchedBy);

/// <param name="Number">Commit order in the store.</param>
/// <param name="Superseded">Withdrawn by a superseding event.</param>
/// <param name="Conflict">The same id came with another content; <paramref name="Counts"/> says which one counts.</param>
public sealed record StoredEvent(long Number, OrderEvent Event, bool Superseded, bool Conflict, bool Counts);

/// <summary>Reads orders for pages and API.</summary>
public interface IOrderQueries
{
    Task<Shared.Result<OrderPage>> SearchAsync(OrderSearch search, CancellationToken cancel);

    /// <summary>By order key first, then by every other number; NotFound or, when several match a number, Conflict naming the keys.</summary>
    Task<Shared.Result<OrderDetail>> ReadAsync(string keyOrNumber, CancellationToken cancel);
}
