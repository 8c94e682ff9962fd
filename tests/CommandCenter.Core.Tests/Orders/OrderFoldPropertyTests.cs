using CommandCenter.Orders;
using CommandCenter.Sources;
using CommandCenter.Tests.Persistence;
using CsCheck;

namespace CommandCenter.Tests.Orders;

/// <summary>Rule 1 of the domain: order state is independent of the order and number of deliveries of the same events.</summary>
public abstract class OrderFoldPropertyTests(StoreKind kind)
{
    [Fact]
    public void Of_AnyOrderAndAnyRepetition_GivesTheSameStates() =>
        OrderEventGen.Set.SelectMany(set => Gen.Shuffle(set.Concat(set).ToArray()).Select(delivered => (set, delivered)))
            .Sample(t => AssertState.Same(OrderFold.Of(t.set), OrderFold.Of(t.delivered)), iter: 3000);

    [Fact]
    public async Task Store_AnyOrderRepetitionSplitAndRestart_EqualsTheDefinition()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var round = 0;
        // orders of different samples must not meet in the one database
        await OrderEventGen.Set.SelectMany(set => Gen.Select(Gen.Shuffle(set.Concat(set.Take(set.Length / 2)).ToArray()), Gen.Int[1, 9], Gen.Int[0, 19])
                .Select((delivered, batch, restart) => (set, delivered, batch, restart)))
            .SampleAsync(
                async t =>
                {
                    var prefix = $"r{Interlocked.Increment(ref round)}-";
                    var set = Rename(t.set, prefix);
                    foreach (var batch in Rename(t.delivered, prefix).Chunk(t.batch))
                    {
                        await files.AppendAsync(batch);
                        if (t.restart == 0)
                        {
                            await files.RestartAsync();
                        }
                    }

                    var stored = new List<OrderState>();
                    foreach (var key in set.Select(e => e.OrderKey).Distinct().Order(StringComparer.Ordinal))
                    {
                        stored.AddRange(await files.Store.ReadStatesAsync(key, default));
                    }

                    AssertState.Same(OrderFold.Of(set), stored, receipts: true);
                },
                iter: 120,
                threads: 1);
    }

    [Fact]
    public async Task Append_AnswersTheStatesThatAreStored()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var round = 0;
        await OrderEventGen.Set.SampleAsync(
            async set =>
            {
                var answered = new Dictionary<(string, Side), OrderState>();
                foreach (var batch in Rename(set, $"r{round++}-").Chunk(4))
                {
                    foreach (var state in (await files.AppendAsync(batch)).Orders)
                    {
                        answered[(state.OrderKey, state.Side)] = state;
                    }
                }

                foreach (var key in answered.Keys.Select(k => k.Item1).Distinct())
                {
                    foreach (var state in await files.Store.ReadStatesAsync(key, default))
                    {
                        AssertState.Same(state, answered[(key, state.Side)]);
                    }
                }
            },
            iter: 40,
            threads: 1);
    }

    private static OrderEvent[] Rename(IEnumerable<OrderEvent> events, string prefix) =>
        [.. events.Select(e => e with { OrderKey = prefix + e.OrderKey, EventId = prefix + e.EventId, Names = e.Names is null ? null : prefix + e.Names })];
}

public sealed class SqliteOrderFoldPropertyTests() : OrderFoldPropertyTests(StoreKind.Sqlite);

public sealed class PostgresOrderFoldPropertyTests() : OrderFoldPropertyTests(StoreKind.Postgres);
