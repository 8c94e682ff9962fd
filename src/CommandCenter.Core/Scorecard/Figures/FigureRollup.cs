using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Rollback;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Scorecard.Figures;

/// <summary>
/// Keeps figures by hour right: takes out what a changed order gave before and puts in what it gives now, so that an event that comes late corrects the past, and what stands is always what a recount of the
/// stored orders comes to. One step reads a bounded number of orders and writes them in one short transaction.
/// </summary>
internal sealed class FigureRollup(IDbContextFactory<EventsDb> contexts, EventStore store, ISideWatermarks watermarks, TimeProvider time)
{
    /// <summary>Of what an order gives; another number counts everything anew.</summary>
    private const int Version = 5;

    private const int OrdersAtOnce = 1_000;
    private const int EventsAtOnce = 4_000;
    private readonly CompactWriter writer = new();

    /// <summary>Counts the next orders.</summary>
    /// <param name="currency">In which figures of money are counted; null = they are not.</param>
    /// <returns>Whether there was something; false = it has caught up, or another process was faster.</returns>
    public async Task<bool> StepAsync(TimeZoneInfo zone, string? currency, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(zone);
        // before anything is read: what a side had said up to then is in what is read next
        var readTo = WatermarkOfBoth();
        var cursor = await CursorAsync(Basis(zone, currency), cancel);
        var next = await NextAsync(cursor, cancel);
        if (next.Cursor.EventNumber == cursor.EventNumber && next.Cursor.OrderNumber == cursor.OrderNumber)
        {
            // nothing waits: whatever both sides had said up to then is counted
            if (!(readTo > (cursor.ClosedTo ?? DateTimeOffset.MinValue))) return false;
            next.Cursor.ClosedTo = readTo;
            await WriteAsync(cursor, next.Cursor, new Changes([], [], []), cancel);
            return false;
        }

        var changes = await CountAsync(next, cursor, new HourClock(zone), currency, cancel);
        return await WriteAsync(cursor, next.Cursor, changes, cancel);
    }

    private string Basis(TimeZoneInfo zone, string? currency)
    {
        var stages = store.StagesNow();
        return string.Join('|', Version, zone.Id, currency, Order(Side.Legacy), Order(Side.Orchestration));

        string Order(Side side) => string.Join(',', stages.Of(side).InOrder.Select(s => (int)s));
    }

    private DateTimeOffset? WatermarkOfBoth() => watermarks.Of(Side.Legacy) is { } legacy && watermarks.Of(Side.Orchestration) is { } orchestration ? legacy < orchestration ? legacy : orchestration : null;

    private async Task<FigureCursorRow> CursorAsync(string basis, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var known = await db.FigureCursors.AsNoTracking().SingleOrDefaultAsync(cancel);
        if (known?.Basis == basis) return known;
        await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancel);
        await db.FigureCells.ExecuteDeleteAsync(cancel);
        await db.FigureOrders.ExecuteDeleteAsync(cancel);
        await db.FigureCursors.ExecuteDeleteAsync(cancel);
        var head = await db.Heads.AsNoTracking().SingleOrDefaultAsync(cancel);
        var begun = new FigureCursorRow { Id = 1, Step = (known?.Step ?? 0) + 1, Basis = basis, WalkTo = head?.OrderNumber ?? 0, EventNumber = head?.EventNumber ?? 0 };
        db.FigureCursors.Add(begun);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return begun;
    }

    /// <summary>First every order that there was at the beginning, then those of which something was said since.</summary>
    private async Task<Next> NextAsync(FigureCursorRow from, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var cursor = new FigureCursorRow { Id = 1, Step = from.Step + 1, Basis = from.Basis, WalkTo = from.WalkTo, OrderNumber = from.OrderNumber, EventNumber = from.EventNumber, ClosedTo = from.ClosedTo };
        if (from.OrderNumber < from.WalkTo)
        {
            var walked = await db.Orders.AsNoTracking().Where(o => o.Number > from.OrderNumber && o.Number <= from.WalkTo).OrderBy(o => o.Number).Take(OrdersAtOnce).ToListAsync(cancel);
            cursor.OrderNumber = walked.Count == 0 ? from.WalkTo : walked[^1].Number;
            return new Next(cursor, walked, new HashSet<long>());
        }

        var events = await db.Events.AsNoTracking().Where(e => e.Number > from.EventNumber).OrderBy(e => e.Number).Select(e => new { e.Number, e.OrderNumber, e.Source, e.EventId, e.Variant, e.Names, e.OccurredAt }).Take(EventsAtOnce).ToListAsync(cancel);
        var numbers = new HashSet<long>();
        var (concerning, late) = (new Queue<(int Source, string Id)>(), new HashSet<long>());
        foreach (var one in events)
        {
            if (numbers.Count == OrdersAtOnce && !numbers.Contains(one.OrderNumber)) break;
            numbers.Add(one.OrderNumber);
            if (one.Variant > 0 || one.Names is not null) concerning.Enqueue((one.Source, one.EventId));
            if (one.OccurredAt < from.ClosedTo) late.Add(one.OrderNumber);
            cursor.EventNumber = one.Number;
        }

        await AddConcernedAsync(db, concerning, numbers, cancel);

        return new Next(cursor, numbers.Count == 0 ? [] : await db.Orders.AsNoTracking().Where(o => numbers.Contains(o.Number)).OrderBy(o => o.Number).ToListAsync(cancel), late);
    }

    /// <summary>An event with the id of another, or that takes back another, changes the orders of those too; and one that is taken back may have taken back a third.</summary>
    private static async Task AddConcernedAsync(EventsDb db, Queue<(int Source, string Id)> open, HashSet<long> orders, CancellationToken cancel)
    {
        var seen = new HashSet<(int, string)>();
        while (open.TryDequeue(out var id))
        {
            if (!seen.Add(id)) continue;
            foreach (var variant in await db.Events.AsNoTracking().Where(e => e.Source == id.Source && e.EventId == id.Id).Select(e => new { e.OrderNumber, e.Names }).ToListAsync(cancel))
            {
                orders.Add(variant.OrderNumber);
                if (variant.Names is { } names) open.Enqueue((id.Source, names));
            }
        }
    }

    private async Task<Changes> CountAsync(Next next, FigureCursorRow cursor, HourClock clock, string? currency, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (orders, corrected) = (next.Orders, new HashSet<CellKey>());
        var numbers = orders.Select(o => o.Number).ToList();
        var before = await db.FigureOrders.AsNoTracking().Where(o => numbers.Contains(o.OrderNumber)).ToDictionaryAsync(o => o.OrderNumber, o => o.Parts, cancel);
        var stages = store.StagesNow();
        var changed = new List<FigureOrderRow>();
        var moves = new Dictionary<CellKey, List<(OrderPart Part, bool Added)>>();
        foreach (var order in orders)
        {
            var now = OrderParts.Of(order, StoredStates.Of(order, stages), clock, currency);
            var stored = OrderPartsCodec.Encode(now, writer);
            var had = before.GetValueOrDefault(order.Number);
            if (had is not null && had.AsSpan().SequenceEqual(stored)) continue;
            changed.Add(new FigureOrderRow { OrderNumber = order.Number, Parts = stored });
            var isLate = next.Late.Contains(order.Number);
            if (had is not null) Note(OrderPartsCodec.Decode(had), added: false, isLate);
            Note(now, added: true, isLate);
        }

        var cells = await CellsAsync(db, moves.Keys, cancel);
        var touched = new List<(FigureCellRow Row, bool IsNew)>();
        foreach (var (key, parts) in moves)
        {
            var known = cells.GetValueOrDefault(key);
            var cell = known is null ? new FigureCell() : FigureCell.Decode(known.Figures);
            // first what is added: what is taken out may be among it
            foreach (var (part, _) in parts.Where(p => p.Added)) cell.Add(part);
            foreach (var (part, _) in parts.Where(p => !p.Added)) cell.Remove(part);
            var figures = cell.Encode(writer);
            // one that came to nothing stays: that it was corrected is part of its history
            if (known is null ? cell.IsEmpty : figures.AsSpan().SequenceEqual(known.Figures)) continue;
            var row = known ?? new FigureCellRow { Hour = Instants.FromMicros(key.Hour), Lane = key.Lane, Owner = (int)key.Owner, Dimension = key.Dimension, Value = key.Value, Figures = figures };
            row.Figures = figures;
            // an order that goes its way changes the hour in which it was placed, and that is no correction: something said late is
            if (corrected.Contains(key) && cursor.ClosedTo >= row.Hour.AddHours(1)) (row.CorrectedAt, row.Corrections) = (time.GetUtcNow(), row.Corrections + 1);
            touched.Add((row, known is null));
        }

        return new Changes(changed, [.. before.Keys], touched);

        void Note(OrderParts parts, bool added, bool isLate)
        {
            foreach (var part in parts.Parts)
            {
                foreach (var key in CellKey.Of(parts, part.Hour))
                {
                    if (!moves.TryGetValue(key, out var list)) moves[key] = list = [];
                    list.Add((part, added));
                    if (isLate) corrected.Add(key);
                }
            }
        }
    }

    private static async Task<Dictionary<CellKey, FigureCellRow>> CellsAsync(EventsDb db, IEnumerable<CellKey> keys, CancellationToken cancel)
    {
        var found = new Dictionary<CellKey, FigureCellRow>();
        foreach (var dimension in keys.GroupBy(k => k.Dimension, k => k.Hour))
        {
            foreach (var some in dimension.Distinct().Chunk(200))
            {
                var hours = some.Select(Instants.FromMicros).ToList();
                foreach (var row in await db.FigureCells.AsNoTracking().Where(c => c.Dimension == dimension.Key && hours.Contains(c.Hour)).ToListAsync(cancel))
                {
                    found[new CellKey(Instants.ToMicros(row.Hour), row.Lane, (Live.ObservedOwner)row.Owner, row.Dimension, row.Value)] = row;
                }
            }
        }

        return found;
    }

    /// <returns>False where another process has written since the cursor was read.</returns>
    private async Task<bool> WriteAsync(FigureCursorRow from, FigureCursorRow to, Changes changes, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var mine = await db.FigureCursors.Where(c => c.Step == from.Step).ExecuteUpdateAsync(
            s => s.SetProperty(c => c.Step, to.Step).SetProperty(c => c.OrderNumber, to.OrderNumber).SetProperty(c => c.EventNumber, to.EventNumber).SetProperty(c => c.ClosedTo, to.ClosedTo), cancel) == 1;
        if (!mine) return false;
        var known = changes.Known.ToHashSet();
        foreach (var order in changes.Orders) db.Entry(order).State = known.Contains(order.OrderNumber) ? EntityState.Modified : EntityState.Added;
        foreach (var (row, isNew) in changes.Cells) db.Entry(row).State = isNew ? EntityState.Added : EntityState.Modified;
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <param name="Late">Orders of which something was said that happened before the hours that are over ended.</param>
    private sealed record Next(FigureCursorRow Cursor, IReadOnlyList<OrderRow> Orders, IReadOnlySet<long> Late);

    /// <param name="Known">Orders that had given something before.</param>
    private sealed record Changes(IReadOnlyList<FigureOrderRow> Orders, IReadOnlyList<long> Known, IReadOnlyList<(FigureCellRow Row, bool IsNew)> Cells);
}
