using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Identity.Sessions;

/// <summary>Remembers when tokens and sessions were used and writes it once a minute: a shop sends thousands of orders a second with one token.</summary>
public sealed partial class LastUses(IServiceScopeFactory scopes, TimeProvider time, ILogger<LastUses> log) : BackgroundService
{
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> tokens = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> sessions = new();

    public void Token(Guid id) => tokens[id] = time.GetUtcNow();

    public void Session(Guid id) => sessions[id] = time.GetUtcNow();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var minute = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        while (await minute.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await WriteAsync(stoppingToken);
            }
            catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
            {
                // it is a convenience for administrators: the next minute tries anew
                LogUnwritten(log, e.Message);
            }
        }
    }

    /// <summary>Writes what is remembered.</summary>
    public async Task WriteAsync(CancellationToken cancel)
    {
        if (tokens.IsEmpty && sessions.IsEmpty) return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        foreach (var id in tokens.Keys)
        {
            if (tokens.TryRemove(id, out var at)) await db.ApiTokens.Where(t => t.Id == id).ExecuteUpdateAsync(s => s.SetProperty(t => t.LastUsedAt, at), cancel);
        }

        foreach (var id in sessions.Keys)
        {
            if (sessions.TryRemove(id, out var at)) await db.Sessions.Where(t => t.Id == id).ExecuteUpdateAsync(s => s.SetProperty(t => t.LastUsedAt, at), cancel);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "When tokens and sessions were last used could not be written: {Reason}")]
    private static partial void LogUnwritten(ILogger log, string reason);
}
