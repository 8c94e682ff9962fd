using System.Globalization;
using System.Text;
using CommandCenter.Benchmarks.Sides;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CommandCenter.Benchmarks.Peers;

/// <summary>
/// The replay as one would write it by hand for one evening: for each order the calls that the product makes (asks both sides, reserves, withdraws, activates the copy), as many at a
/// time, a small record of each order on the disk before it is withdrawn and another when it changed hands. It resumes nothing, judges no stage and proves nothing.
/// </summary>
internal sealed class PeerRollback : IDisposable
{
    private static readonly byte[] payload = Encoding.ASCII.GetBytes($$"""{"lane":"ship-to-home","lines":[{"sku":"SKU-1001","qty":2,"price":1999},{"sku":"SKU-2002","qty":1,"price":4999}],"note":"{{new string('n', 400)}}"}""");
    private readonly PeerCalls legacy;
    private readonly PeerCalls orchestration;
    private readonly PeerJournal journal;

    /// <param name="args">The two sides' addresses and the file.</param>
    public PeerRollback(string[] args)
    {
        (legacy, orchestration) = (new PeerCalls(new Uri(args[0])), new PeerCalls(new Uri(args[1])));
        journal = new PeerJournal(args[2], "CREATE TABLE moved (key TEXT PRIMARY KEY, step INT NOT NULL) WITHOUT ROWID");
    }

    /// <summary>Lets the benchmark begin it: orders of one beginning, numbered from 1.</summary>
    public void MapControl(WebApplication control) => control.MapPost("/replay/{prefix}/{orders:int}", async (string prefix, int orders) =>
    {
        await ReplayAsync(prefix, orders);
        return TypedResults.Ok();
    });

    public void Dispose()
    {
        journal.Dispose();
        legacy.Dispose();
        orchestration.Dispose();
    }

    private async Task ReplayAsync(string prefix, int orders)
    {
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, SidesPlan.Concurrency).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= orders)
            {
                await MoveAsync(string.Create(CultureInfo.InvariantCulture, $"{prefix}{number:D8}"));
            }
        })));
    }

    private async Task MoveAsync(string key)
    {
        await orchestration.AskAsync(key);
        await legacy.AskAsync(key);
        await legacy.PostAsync(key, "reserve", 2, payload);
        await journal.WriteAsync("INSERT INTO moved VALUES ($1, 1)", key);
        await orchestration.PostAsync(key, "withdraw", 1, null);
        await journal.WriteAsync("UPDATE moved SET step = 2 WHERE key = $1", key);
        await legacy.PostAsync(key, "activate", 2, null);
        journal.Put("UPDATE moved SET step = 3 WHERE key = $1", key);
    }
}
