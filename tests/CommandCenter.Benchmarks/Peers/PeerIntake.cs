using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using CommandCenter.Benchmarks.Sides;
using CommandCenter.Traffic;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CommandCenter.Benchmarks.Peers;

/// <summary>
/// The intake as one would write it by hand: reads the order, picks the side by the slot, writes order and two intents in a group commit, answers, calls the owner and the mirror, and
/// marks both as done with one of the next commits. No plan, no rules, no rights beyond one token, nothing that is resumed, parked, looked up or shown.
/// </summary>
internal static class PeerIntake
{
    public const string Token = "peer";

    private const string Tables = """
        CREATE TABLE orders (key TEXT PRIMARY KEY, idempotency TEXT NOT NULL UNIQUE, hash BLOB NOT NULL, payload BLOB NOT NULL, owner INT NOT NULL, at INT NOT NULL);
        CREATE TABLE intent (key TEXT NOT NULL, side INT NOT NULL, state INT NOT NULL, PRIMARY KEY (key, side)) WITHOUT ROWID;
        """;

    /// <param name="args">The two sides' addresses, percent to orchestration, and the file.</param>
    public static WebApplication Build(string[] args)
    {
        var percent = int.Parse(args[2], CultureInfo.InvariantCulture);
        var journal = new PeerJournal(args[3], Tables);
        PeerCalls[] sides = [new(new Uri(args[0])), new(new Uri(args[1]))];
        var queues = sides.Select(s => Line(s, journal)).ToArray();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context => AcceptAsync(context, journal, queues, percent));
        app.Lifetime.ApplicationStopped.Register(journal.Dispose);
        return app;
    }

    private static ChannelWriter<Sending> Line(PeerCalls calls, PeerJournal journal)
    {
        var queue = Channel.CreateUnbounded<Sending>();
        for (var i = 0; i < SidesPlan.Concurrency; i++)
        {
            _ = Task.Run(async () =>
            {
                await foreach (var one in queue.Reader.ReadAllAsync())
                {
                    await calls.PostAsync(one.Key, one.IsCopy ? "copy" : "create", 1, one.Payload);
                    journal.Put("UPDATE intent SET state = 1 WHERE key = $1 AND side = $2", one.Key, one.Side);
                }
            });
        }

        return queue.Writer;
    }

    private static async Task AcceptAsync(HttpContext context, PeerJournal journal, ChannelWriter<Sending>[] queues, int percent)
    {
        if (context.Request.Headers.Authorization != "Bearer " + Token)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var payload = new byte[(int)context.Request.ContentLength!];
        await context.Request.Body.ReadExactlyAsync(payload);
        using var document = JsonDocument.Parse(payload);
        var key = document.RootElement.GetProperty("orderKey").GetString()!;
        var owner = TrafficSlot.Of(key) < percent * 100 ? 1 : 0;
        var first = journal.WriteAsync("INSERT INTO orders VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING", key, context.Request.Headers["Idempotency-Key"].ToString(), SHA256.HashData(payload), payload, owner, Environment.TickCount64);
        journal.Put("INSERT INTO intent VALUES ($1, 0, 0)", key);
        var second = journal.WriteAsync("INSERT INTO intent VALUES ($1, 1, 0)", key);
        await Task.WhenAll(first, second);
        for (var side = 0; side < 2; side++)
        {
            queues[side].TryWrite(new Sending(key, side, side != owner, payload));
        }

        var answer = Encoding.ASCII.GetBytes($$"""{"orderKey":"{{key}}","owner":{{owner}},"mirrored":true}""");
        (context.Response.StatusCode, context.Response.ContentType, context.Response.ContentLength) = (StatusCodes.Status202Accepted, "application/json", answer.Length);
        await context.Response.Body.WriteAsync(answer);
    }

    private readonly record struct Sending(string Key, int Side, bool IsCopy, byte[] Payload);
}
