using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using CommandCenter.Benchmarks.Ingest;
using CommandCenter.Benchmarks.Runner;
using CommandCenter.Decisions;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Benchmarks;

/// <summary>Verification of the decision log. Peer: SHA-256 over rows of the same size in memory.</summary>
public sealed class S11 : IBenchmark
{
    public string Name => "S11";
    public string What => "decision log: verify 1M entries (a tenth in the short run)";
    public string Goal => "≤ 2 × the bare hash loop";

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        var entries = context.Number("entries", context.Full ? 1_000_000 : 100_000);
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CommandCenter:Storage:Directory"] = context.Scratch };
        await using var services = await StoreIngest.StartAsync(settings, cancel);
        var contents = await FillAsync(services.GetRequiredService<StoragePaths>().Commands, entries, cancel);
        context.Say($"{entries:n0} entries written");
        var verification = new DecisionVerification(services.GetRequiredService<IDbContextFactory<CommandsDb>>());
        await verification.VerifyAsync(null, cancel);
        var (product, peer) = await Turns.RunAsync(
            context.Number("rounds", 5),
            async _ =>
            {
                var began = Stopwatch.GetTimestamp();
                var verdict = await verification.VerifyAsync(null, cancel);
                var spent = Stopwatch.GetElapsedTime(began);
                return verdict.Valid && verdict.Entries == entries ? spent.TotalMilliseconds : throw new InvalidOperationException(verdict.Reason);
            },
            _ =>
            {
                Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
                var began = Stopwatch.GetTimestamp();
                foreach (var content in contents)
                {
                    SHA256.HashData(content, hash);
                }

                return Task.FromResult(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            },
            cancel);
        return new(
            [Measurement.RatioTo($"{entries:n0} entries", "ms", product.Median(), peer.Median(), 2, atLeast: false)],
            [
                FormattableString.Invariant($"Entries of {contents.Average(c => c.Length):0} bytes, read from commands.db, which the system has in memory after a first walk that is not timed; two pages of 8,192 at a time; each link, each hash and each repeated column is compared."),
                "Peer: SHA-256 of the same bytes, which lie in memory already; one after the other; nothing is read, parsed or compared.",
            ],
            []);
    }

    private static async Task<List<byte[]>> FillAsync(string file, int entries, CancellationToken cancel)
    {
        var contents = new List<byte[]>(entries);
        await using var db = new SqliteConnection(StoragePaths.Connection(file));
        await db.OpenAsync(cancel);
        await using var transaction = await db.BeginTransactionAsync(cancel);
        await using var insert = db.CreateCommand();
        insert.CommandText = "INSERT INTO decision (sequence, at, actor, command, title, content, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        for (var i = 1; i <= 7; i++)
        {
            insert.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i}") });
        }

        var start = new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero);
        var before = DecisionHead.Empty.Hash;
        for (var i = 1L; i <= entries; i++)
        {
            var entry = new Decision(
                i, start.AddSeconds(i), "maya", ["IncidentCommander"], "shift-traffic", "Send 25 % of lane ship-to-home to orchestration.", "the canary was clean", "New orders only.",
                ["traffic", "lane:ship-to-home"], new Dictionary<string, string>(StringComparer.Ordinal) { ["revision"] = i.ToString(CultureInfo.InvariantCulture) }, null, null, before, "");
            var content = DecisionContent.Write(entry);
            before = DecisionContent.Hash(content);
            contents.Add(content);
            object[] values = [i, Instants.ToMicros(entry.At), entry.Actor, entry.Command, entry.Title, content, before];
            for (var v = 0; v < values.Length; v++)
            {
                insert.Parameters[v].Value = values[v];
            }

            await insert.ExecuteNonQueryAsync(cancel);
        }

        await using var head = db.CreateCommand();
        head.CommandText = "UPDATE decision_head SET sequence = $1, hash = $2 WHERE id = 1";
        head.Parameters.AddWithValue("$1", entries);
        head.Parameters.AddWithValue("$2", before);
        await head.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return contents;
    }
}
