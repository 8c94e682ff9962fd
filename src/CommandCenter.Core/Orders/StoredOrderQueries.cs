using CommandCenter.Persistence;
using CommandCenter.Shared;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Orders;

/// <summary>Reads orders out of the events store.</summary>
internal sealed class StoredOrderQueries(IDbContextFactory<EventsDb> contexts, EventStore store) : IOrderQueries
{
    private const int CountedUpTo = 10_000;

    public async Task<Result<OrderPage>> SearchAsync(OrderSearch search, CancellationToken cancel)
    {
        var descending = search.Sort.StartsWith('-');
        var by = descending ? search.Sort[1..] : search.Sort;
        if (Refuse(search, by, out var after) is { } refused)
        {
            return refused;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var matching = Matching(db, search);
        var sort = OrderSort.All[by];
        var rows = new List<OrderRow>(search.Limit + 1);
        foreach (var part in sort.Pages(matching, descending, after))
        {
            rows.AddRange(await Short(part).Take(search.Limit + 1 - (sort.Merges ? 0 : rows.Count)).ToListAsync(cancel));
            if (rows.Count > search.Limit && !sort.Merges)
            {
                break;
            }
        }

        rows = sort.Merges ? [.. sort.Merge(rows, descending).Take(search.Limit + 1)] : rows;

        var total = await matching.Take(CountedUpTo + 1).CountAsync(cancel);

        var items = rows.Take(search.Limit).Select(o => new OrderListItem(
            o.OrderKey, o.Lane, o.Owner, o.LegacyStage, o.OrchestrationStage, o.PlacedAt, o.UpdatedAt, o.Total, o.Currency, o.Region, o.Store, o.Channel, o.IsOpen)).ToList();
        var next = rows.Count > search.Limit ? sort.CursorAt(search.Sort, rows[search.Limit - 1]).Write() : null;
        return new OrderPage(items, next, Math.Min(total, CountedUpTo), total > CountedUpTo);
    }

    public async Task<Result<OrderDetail>> ReadAsync(string keyOrNumber, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await FindAsync(db, keyOrNumber, cancel);
        if (found.Error is { } error)
        {
            return error;
        }

        var (row, matchedBy) = found.Value;
        var states = StoredStates.Of(row, store.StagesNow());
        var contacts = await db.CustomerContacts.AsNoTracking().Where(c => c.OrderKey == row.OrderKey).OrderBy(c => c.At)
            .Select(c => new CustomerContact(c.Id, c.OrderKey, c.Channel, c.Reason, c.At, c.Source)).ToListAsync(cancel);
        return new OrderDetail(
            row.OrderKey, row.Owner, states.FirstOrDefault(s => s.Side == Side.Legacy), states.FirstOrDefault(s => s.Side == Side.Orchestration),
            await StoredHistory.ReadAsync(db, row, cancel), contacts, OrderNumbers.Name(matchedBy));
    }

    private static Error? Refuse(OrderSearch search, string by, out PageCursor? after)
    {
        after = null;
        if (search.Limit is < 1 or > 200)
        {
            return Error.Validation("limit-out-of-range", $"The limit is {search.Limit}; 1 to 200 are allowed.", "limit");
        }

        if (!OrderSort.All.ContainsKey(by))
        {
            return Error.Validation("unknown-sort", $"'{Shorten(search.Sort)}' cannot be sorted by; allowed are {string.Join(", ", OrderSort.All.Keys)}, each also with a leading '-'.", "sort");
        }

        if (search.Text is { Length: > 200 })
        {
            return Error.Validation("text-too-long", "At most 200 characters can be searched for.", "text");
        }

        if (search is { PlacedFrom: { } from, PlacedTo: { } to } && from > to)
        {
            return Error.Validation("empty-period", $"The period ends ({to:O}) before it begins ({from:O}).", "placedTo");
        }

        if (search.Cursor is { Length: > 0 } text)
        {
            after = PageCursor.Read(text, search.Sort);
            if (after is null || !long.TryParse(after.Value.Tie, System.Globalization.CultureInfo.InvariantCulture, out _))
            {
                return Error.Validation("bad-cursor", "The cursor is not one that this list with this sort gave out; begin without a cursor.", "cursor");
            }
        }

        return null;
    }

    /// <summary>Everything but the states, which are large.</summary>
    private static IQueryable<OrderRow> Short(IQueryable<OrderRow> orders) => orders.Select(o => new OrderRow
    {
        Number = o.Number, OrderKey = o.OrderKey, Lane = o.Lane, Owner = o.Owner, LegacyStage = o.LegacyStage, OrchestrationStage = o.OrchestrationStage, Stage = o.Stage,
        PlacedAt = o.PlacedAt, UpdatedAt = o.UpdatedAt, Total = o.Total, Currency = o.Currency, Region = o.Region, Store = o.Store, Channel = o.Channel, IsOpen = o.IsOpen,
    });

    private static IQueryable<OrderRow> Matching(EventsDb db, OrderSearch search)
    {
        var orders = db.Orders.AsNoTracking();
        if (OrderNumbers.Normalise(search.Text ?? "") is { Length: > 0 } text)
        {
            // between the text and the last text that begins with it: an index range in every provider
            var last = text + '\uffff';
            var numbers = db.OrderNumbers.Where(n => string.Compare(n.Normalised, text) >= 0 && string.Compare(n.Normalised, last) < 0).Select(n => n.OrderNumber);
            orders = orders.Where(o => numbers.Contains(o.Number));
        }

        orders = search.Lane is { } lane ? orders.Where(o => o.Lane == lane) : orders;
        orders = search.Owner is { } owner ? orders.Where(o => o.Owner == owner) : orders;
        orders = search.Stage is { } stage ? orders.Where(o => o.Stage == stage) : orders;
        orders = search.Region is { } region ? orders.Where(o => o.Region == region) : orders;
        orders = search.Store is { } inStore ? orders.Where(o => o.Store == inStore) : orders;
        orders = search.Node is { } node ? orders.Where(o => o.Node == node) : orders;
        orders = search.PlacedFrom is { } from ? orders.Where(o => o.PlacedAt >= from) : orders;
        orders = search.PlacedTo is { } to ? orders.Where(o => o.PlacedAt < to) : orders;
        return search.OpenOnly == true ? orders.Where(o => o.IsOpen) : orders;
    }

    private static async Task<Result<(OrderRow Row, OrderNumberKind MatchedBy)>> FindAsync(EventsDb db, string keyOrNumber, CancellationToken cancel)
    {
        if (await db.Orders.AsNoTracking().FirstOrDefaultAsync(o => o.OrderKey == keyOrNumber, cancel) is { } exact)
        {
            return (exact, OrderNumberKind.OrderKey);
        }

        var normalised = OrderNumbers.Normalise(keyOrNumber);
        var matches = await db.OrderNumbers.AsNoTracking().Where(n => n.Normalised == normalised).OrderBy(n => n.Kind).ThenBy(n => n.OrderNumber).Take(50).ToListAsync(cancel);
        var numbers = matches.Select(m => m.OrderNumber).Distinct().ToList();
        if (numbers.Count == 0)
        {
            return Error.NotFound("order-unknown", $"No order has the key or number '{Shorten(keyOrNumber)}'.");
        }

        if (numbers.Count > 1)
        {
            var keys = await db.Orders.AsNoTracking().Where(o => numbers.Contains(o.Number)).OrderBy(o => o.Number).Select(o => o.OrderKey).Take(10).ToListAsync(cancel);
            return Error.Conflict("number-ambiguous", $"Several orders have the number '{Shorten(keyOrNumber)}': {string.Join(", ", keys)}. Ask for one of these keys.");
        }

        return (await db.Orders.AsNoTracking().SingleAsync(o => o.Number == numbers[0], cancel), matches[0].Kind);
    }

    private static string Shorten(string text) => text.Length > 80 ? text[..80] + "…" : text;
}
