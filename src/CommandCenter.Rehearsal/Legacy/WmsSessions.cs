using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CommandCenter.Rehearsal.Legacy;

/// <summary>The warehouse system's sessions: a token for five minutes, forgotten when it restarts.</summary>
internal sealed class WmsSessions(TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, DateTimeOffset> sessions = new(StringComparer.Ordinal);

    public string Open()
    {
        foreach (var (old, until) in sessions)
        {
            if (until <= time.GetUtcNow())
            {
                sessions.TryRemove(old, out _);
            }
        }

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        sessions[token] = time.GetUtcNow() + Lifetime;
        return token;
    }

    public bool IsOpen(string? token) => token is not null && sessions.TryGetValue(token, out var until) && until > time.GetUtcNow();

    public void ExpireAll() => sessions.Clear();
}
