using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Intake.Journal;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.OrderExceptions.Remedies;

/// <summary>One remedy within its transaction: the order as it stands now, what is to be sent, the case's entry, the draft for the decision log.</summary>
internal sealed class RemedyChange
{
    private readonly CommandsDb db;
    private readonly RemedyKind kind;
    private readonly string orderKey;
    private readonly RemedyRequest request;
    private readonly DateTimeOffset now;

    private RemedyChange(CommandsDb db, RemedyKind kind, string orderKey, RemedyRequest request, DateTimeOffset now, RemedyGround? ground)
    {
        (this.db, this.kind, this.orderKey, this.request, this.now, Ground) = (db, kind, orderKey, request, now, ground);
    }

    public RemedyGround? Ground { get; }

    /// <summary>What is open for the order afterwards; null where nothing of that has changed.</summary>
    public IReadOnlyList<JournalEntry>? Open { get; private set; }

    public static async Task<RemedyChange> BeginAsync(CommandsDb db, RemedyKind kind, string orderKey, RemedyRequest request, TimeProvider time, CancellationToken cancel)
    {
        // no batch of the journal reads or writes the order from here on
        await TakeNumbersAsync(db, 0, cancel);
        var change = new RemedyChange(db, kind, orderKey, request, time.GetUtcNow(), await RemedyGround.ReadAsync(db, orderKey, cancel));
        if (await db.Cases.FirstOrDefaultAsync(c => c.Id == request.Case.Id, cancel) is { } about)
        {
            db.CaseEntries.Add(CaseSteps.Add(about, "remedy", request.Actor.Name, $"{kind.Name()}: {request.Reason?.Trim()}", change.now));
        }

        return change;
    }

    public Task<IntakeOrderRow> RowAsync(CancellationToken cancel) => db.IntakeOrders.SingleAsync(o => o.OrderKey == orderKey, cancel);

    /// <summary>Has the order, or its copy, sent to a side, with every accepted change behind it; what was parked there is tried again as it was.</summary>
    /// <returns>Whether something was parked; how many changes follow.</returns>
    public async Task<(bool Again, int Changes)> GiveAsync(Side side, TargetDefinition target, CancellationToken cancel)
    {
        var order = Ground!.Order;
        if (Ground.Open(side).FirstOrDefault(RemedyRules.IsGiving) is { } parked)
        {
            var row = await db.IntakeEntries.SingleAsync(e => e.Number == parked.Number, cancel);
            // the person vouches for it: the window of the target's memory begins anew
            (row.State, row.FirstTriedAt, row.UpdatedAt) = ((int)EntryState.Unknown, null, now);
            Open = [.. Ground.Entries.Where(e => e.State < EntryState.Done).Select(e => e.Number == parked.Number ? JournalReader.Read(row) : e)];
            return (true, 0);
        }

        var operation = RemedyRules.Giving(order, side);
        var again = Ground.Given(side, operation);
        var isCopy = side != order.Owner;
        var changes = await db.IntakeChanges.AsNoTracking().Where(c => c.OrderKey == orderKey).OrderBy(c => c.Number).Select(c => new { c.Number, c.Kind }).ToListAsync(cancel);
        var follow = changes.Select(c => (c.Number, Operation: c.Kind == "cancel" ? TargetOperation.Cancel : TargetOperation.Change)).Where(c => !isCopy || target.Can(c.Operation)).ToList();
        await ReplaceAsync(side, [New(side, operation) with { Again = again }, .. follow.Select(c => New(side, c.Operation) with { ChangeNumber = c.Number, Again = again })], cancel);
        return (false, follow.Count);
    }

    /// <summary>Has a side give the order up; nothing else is sent there any more.</summary>
    public async Task EndAsync(Side side, IReadOnlyList<TargetOperation> steps, CancellationToken cancel)
    {
        (await RowAsync(cancel)).Mirrored = false;
        await ReplaceAsync(side, [.. steps.Select(s => New(side, s) with { IsCopy = false, Again = Ground!.Given(side, s) })], cancel);
    }

    public Result<Decided<OrderRemedies.Outcome>> Decide(string message, string title) => new Decided<OrderRemedies.Outcome>(
        new OrderRemedies.Outcome(kind, orderKey, message),
        new DecisionDraft(
            Permissions.RemedyOrders.Command, title, message, ["order:" + orderKey, "case:" + request.Case.Name],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["remedy"] = kind.Name(), ["owner"] = Ground!.Order.Owner.ToString(), ["epoch"] = Ground.Order.Epoch.ToString(CultureInfo.InvariantCulture) }));

    /// <summary>Puts new entries of a side in the place of its open ones.</summary>
    private async Task ReplaceAsync(Side side, IReadOnlyList<JournalEntry> added, CancellationToken cancel)
    {
        var dropped = Ground!.Open(side).Select(e => e.Number).ToList();
        foreach (var row in await db.IntakeEntries.Where(e => dropped.Contains(e.Number)).ToListAsync(cancel))
        {
            (row.State, row.UpdatedAt) = ((int)EntryState.Dropped, now);
        }

        var number = await TakeNumbersAsync(db, added.Count, cancel);
        var numbered = added.Select(e => e with { Number = number++ }).ToList();
        db.IntakeEntries.AddRange(numbered.Select(e => new IntakeEntryRow
        {
            Number = e.Number, OrderKey = e.OrderKey, Side = e.Side, Operation = (int)e.Operation, Epoch = e.Epoch, ChangeNumber = e.ChangeNumber, State = (int)e.State, CreatedAt = now, UpdatedAt = now,
            IsCopy = e.IsCopy, Again = e.Again,
        }));
        Open = [.. Ground.Entries.Where(e => e.State < EntryState.Done && e.Side != side), .. numbered];
    }

    /// <summary>Unknown, so that what stands there is looked up before anything is sent; a change never left under its new key.</summary>
    private JournalEntry New(Side side, TargetOperation operation) => new()
    {
        OrderKey = orderKey, Side = side, Operation = operation, Epoch = Ground!.Order.Epoch, IsCopy = side != Ground.Order.Owner,
        State = operation is TargetOperation.Change or TargetOperation.Cancel ? EntryState.Waiting : EntryState.Unknown, CreatedAt = now,
    };

    /// <summary>Takes numbers of the journal, and keeps its writer waiting until the transaction ends.</summary>
    /// <returns>The first of them.</returns>
    private static async Task<long> TakeNumbersAsync(CommandsDb db, int count, CancellationToken cancel)
    {
        await db.TrafficHeads.Where(h => h.Id == 1).ExecuteUpdateAsync(h => h.SetProperty(r => r.NextNumber, r => r.NextNumber + count), cancel);
        return await db.TrafficHeads.AsNoTracking().Where(h => h.Id == 1).Select(h => h.NextNumber).SingleAsync(cancel) - count;
    }
}
