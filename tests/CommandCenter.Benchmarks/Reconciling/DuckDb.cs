using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CommandCenter.Tests;

namespace CommandCenter.Benchmarks.Reconciling;

/// <summary>The peer of the reconciliation rows: DuckDB of the npm registry, under node, with as many threads as there are cores.</summary>
internal sealed class DuckDb : IAsyncDisposable
{
    public const string Package = "@duckdb/node-api@1.5.6-r.1";
    public const string Missing = "DuckDB: needs node, npm and the npm registry (Debian: apt-get install nodejs npm).";

    // once: reads the files and joins, one process from beginning to end; else: loads them into tables and joins at every line of input
    private const string Script = """
        import { DuckDBInstance } from '@duckdb/node-api';
        import { createHash } from 'node:crypto';
        import readline from 'node:readline';
        const [mode, left, right, threads, names] = process.argv.slice(2);
        const columns = names.split(',');
        const instance = await DuckDBInstance.create(':memory:', { threads });
        const db = await instance.connect();
        const file = path => `read_csv('${path}', header=true, columns={'order_key':'VARCHAR',${columns.map(c => `'${c}':'BIGINT'`).join(',')}})`;
        const join = (l, r) => `SELECT l.order_key, r.order_key FROM ${l} l FULL OUTER JOIN ${r} r ON l.order_key = r.order_key
          WHERE l.order_key IS NULL OR r.order_key IS NULL OR ${columns.map(c => `l.${c} <> r.${c}`).join(' OR ')}`;
        const run = async sql => {
          const began = process.hrtime.bigint();
          const found = await db.runAndReadAll(sql);
          const ms = Number(process.hrtime.bigint() - began) / 1e6;
          const lines = found.getRows().map(([l, r]) => l === null ? 'R' + r : r === null ? 'L' + l : 'D' + l).sort();
          const count = kind => `${lines.filter(x => x[0] === kind).length} ${kind}`;
          const hash = createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
          console.log(JSON.stringify({ ms, digest: `${count('L')} ${count('R')} ${count('D')} ${hash}` }));
        };
        if (mode === 'once') await run(join(file(left), file(right)));
        else {
          await db.run(`CREATE TABLE l AS SELECT * FROM ${file(left)}`);
          await db.run(`CREATE TABLE r AS SELECT * FROM ${file(right)}`);
          console.log('{}');
          for await (const line of readline.createInterface({ input: process.stdin })) if (line === 'join') await run(join('l', 'r'));
        }
        """;

    private readonly Process process;

    private DuckDb(Process process) => this.process = process;

    /// <summary>A folder that has the package and the script; null where it cannot be had.</summary>
    public static async Task<string?> InstallAsync()
    {
        if (await NodePackage.InstallAsync(Package) is not { } folder)
        {
            return null;
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "reconcile.mjs"), Script);
        return folder;
    }

    /// <summary>Loads both files into tables in memory.</summary>
    public static async Task<DuckDb> LoadAsync(string folder, string left, string right, CancellationToken cancel)
    {
        var started = new DuckDb(Start(folder, "tables", left, right));
        await started.ReadAsync(cancel);
        return started;
    }

    /// <summary>Joins the tables.</summary>
    public async Task<(double Milliseconds, string Digest)> JoinAsync(CancellationToken cancel)
    {
        await process.StandardInput.WriteLineAsync("join".AsMemory(), cancel);
        await process.StandardInput.FlushAsync(cancel);
        using var answer = await ReadAsync(cancel);
        return (answer.RootElement.GetProperty("ms").GetDouble(), answer.RootElement.GetProperty("digest").GetString()!);
    }

    /// <summary>Reads and joins both files in a process of its own; the time is that of the process.</summary>
    public static async Task<(double Milliseconds, string Digest)> OnceAsync(string folder, string left, string right, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        using var node = Start(folder, "once", left, right);
        var text = await node.StandardOutput.ReadToEndAsync(cancel);
        await node.WaitForExitAsync(cancel);
        var spent = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        using var answer = JsonDocument.Parse(text);
        return (spent, answer.RootElement.GetProperty("digest").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static Process Start(string folder, string mode, string left, string right) => Process.Start(new ProcessStartInfo(
        NodePackage.Node, [Path.Combine(folder, "reconcile.mjs"), mode, left, right, Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), string.Join(',', OrderPair.Columns)])
    {
        WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true,
    })!;

    private async Task<JsonDocument> ReadAsync(CancellationToken cancel) =>
        JsonDocument.Parse(await process.StandardOutput.ReadLineAsync(cancel) ?? throw new InvalidOperationException("DuckDB ended."));
}
