using CommandCenter.OrderExceptions;
using CommandCenter.OrderExceptions.Sources;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.OrderExceptions;

public abstract class BreachCaseTests(StoreKind kind)
{
    [Fact]
    public async Task Read_BreachOfEachKind_HasItsBucketTeamAndSentence()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var limits = new (LimitId Limit, ExceptionBucket Bucket, OwnerTeam Team, string Rule, string Title, string Why)[]
        {
            (new(Stage.Picked, "released", null), ExceptionBucket.DataDelay, OwnerTeam.Operations, "sla-breach:picked", "Not picked in time on Legacy", "limit for picked of home has passed"),
            (new(Stage.Shipped, "placed", LimitDue.ShipBy), ExceptionBucket.DataDelay, OwnerTeam.Operations, "sla-breach:shipped:shipBy", "Not shipped by shipBy on Legacy", "A marketplace counts it as a late shipment"),
            (new(Stage.Shipped, "placed", LimitDue.CarrierCutoff), ExceptionBucket.CarrierResponseFailure, OwnerTeam.Vendor, "sla-breach:shipped:carrierCutoff", "Not shipped before the carrier cut-off on Legacy", "cut-off for the order's node and service"),
            (new(Milestone.Label, "picked", null), ExceptionBucket.CarrierResponseFailure, OwnerTeam.Vendor, "sla-breach:label", "No carrier label in time on Legacy", "nothing leaves without one"),
            (new(Milestone.Reservation, "placed", null), ExceptionBucket.InventoryDrift, OwnerTeam.Operations, "sla-breach:reservation", "Stock not reserved in time on Legacy", "neither reserved nor allocated"),
            (new(Milestone.Propagation, SlaLimit.Reached, null), ExceptionBucket.DataDelay, OwnerTeam.Operations, "sla-breach:propagation", "News of Legacy not on Orchestration in time", "Orchestration holds a copy and has not been told"),
            (new(Milestone.Confirmed, "shipped", null), ExceptionBucket.CarrierResponseFailure, OwnerTeam.Vendor, "sla-breach:confirmed", "Shipment not confirmed in time on Legacy", "on a carrier's manifest"),
        };
        await files.Get<SlaTimerStore>().UpsertAsync([.. limits.Select(l => Timer("A", l.Limit))], default);

        var signals = (await new BreachCases(files.Get<IDbContextFactory<EventsDb>>()).ReadAsync(default))!;

        Assert.Equal(limits.Length, signals.Count);
        Assert.Equal(limits.Length, signals.Select(s => s.Fingerprint).Distinct(StringComparer.Ordinal).Count());
        foreach (var expected in limits)
        {
            var signal = signals.Single(s => s.Rule == expected.Rule);
            Assert.Equal((expected.Bucket, expected.Team, expected.Title, "A"), (signal.Bucket, signal.Team, signal.Title, signal.OrderKey));
            Assert.Contains(expected.Why, signal.Why, StringComparison.Ordinal);
            Assert.Equal(expected.Limit.Stage.Stage, signal.Stage);
        }
    }

    [Fact]
    public async Task Read_ManyOfOneLimit_OldestAloneAndTheRestTogether()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var label = new LimitId(Milestone.Label, "picked", null);
        await files.Get<SlaTimerStore>().UpsertAsync([.. Enumerable.Range(0, BreachCases.MostEach + 3).Select(i => Timer($"A-{i:000}", label) with { Deadline = Some.Start.AddSeconds(i) }), Timer("A-000", new(Stage.Picked, "released", null))], default);

        var signals = (await new BreachCases(files.Get<IDbContextFactory<EventsDb>>()).ReadAsync(default))!;

        Assert.Equal(BreachCases.MostEach + 2, signals.Count);
        var rest = signals.Single(s => s.OrderKey is null);
        Assert.Equal((3, "Many orders: No carrier label in time on Legacy", CaseSeverity.High), (rest.Orders, rest.Title, rest.AtLeast));
        Assert.DoesNotContain(signals, s => s.OrderKey == "A-202");
    }

    private static StoredTimer Timer(string key, LimitId limit) => new(key, Side.Legacy, "home", limit, Some.Start, Some.Start.AddMinutes(1), [], Some.Start.AddMinutes(1), StoredTimerState.Breached, Some.Start.AddMinutes(2));
}

public sealed class SqliteBreachCaseTests() : BreachCaseTests(StoreKind.Sqlite);

public sealed class PostgresBreachCaseTests() : BreachCaseTests(StoreKind.Postgres);
