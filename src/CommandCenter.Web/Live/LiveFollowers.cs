using System.Collections.Concurrent;
using System.Text.Json;
using CommandCenter.Identity;
using CommandCenter.OrderExceptions;
using CommandCenter.Rollback;
using CommandCenter.Traffic.Shifts;
using Microsoft.AspNetCore.SignalR;

namespace CommandCenter.Live;

/// <summary>Who follows what over the hub. Each subscription has its own throttle on the board, so that a slow client holds up nobody and gets the newest when it is ready.</summary>
internal sealed class LiveFollowers(
    LiveBoard board, RollbackWatch rollbacks, RollbackSections rollbackSections, ShiftWatch shifts, ShiftSections shiftSections, CaseWatch cases, CaseSections caseSections, IHubContext<LiveHub> hub, PeopleDirectory people, TimeProvider time, IConfiguration configuration)
{
    private const int MostTopics = 20;
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Follower> followers = new(StringComparer.Ordinal);
    private int count;

    /// <summary>Key <c>CommandCenter:Live:MostConnections</c>; 500 unless it says otherwise.</summary>
    public int MostConnections { get; } = configuration.GetValue("CommandCenter:Live:MostConnections", 500);

    /// <returns>False when no more are served.</returns>
    public bool Enter(HubCallerContext connection)
    {
        if (Interlocked.Increment(ref count) > MostConnections)
        {
            Interlocked.Decrement(ref count);
            return false;
        }

        followers[connection.ConnectionId] = new Follower(connection, time.GetUtcNow());
        return true;
    }

    public void Leave(string connection)
    {
        if (followers.TryRemove(connection, out var follower))
        {
            Interlocked.Decrement(ref count);
            foreach (var subscription in follower.Topics.Values)
            {
                subscription.Dispose();
            }
        }
    }

    /// <returns>Null when it follows, otherwise why not.</returns>
    public string? Follow(string connection, string topic)
    {
        if (!followers.TryGetValue(connection, out var follower))
        {
            return "This connection is not served.";
        }

        if (LiveTopic.Parse(topic, board.Current) is not { } parsed)
        {
            return "There is no such topic; allowed are 'live', 'rollback', 'shift', 'exceptions' and 'lane/{id}' with a lane of the plan.";
        }

        if (follower.Topics.Count >= MostTopics && !follower.Topics.ContainsKey(topic))
        {
            return $"At most {MostTopics} topics can be followed by one connection.";
        }

        Unfollow(connection, topic);
        var sent = new Sent();
        Task Send() => SendAsync(follower, parsed, sent);
        var subscription = parsed.IsRollback ? rollbacks.Subscribe(Send) : parsed.IsShift ? shifts.Subscribe(Send) : parsed.IsExceptions ? cases.Subscribe(Send) : board.Subscribe(Send);
        follower.Topics[topic] = subscription;
        if (!followers.ContainsKey(connection))
        {
            subscription.Dispose(); // it left meanwhile
        }

        if (parsed.IsApart) ChangeWatch.Wake(subscription);
        else board.Wake(subscription);
        return null;
    }

    public void Unfollow(string connection, string topic)
    {
        if (followers.TryGetValue(connection, out var follower) && follower.Topics.TryRemove(topic, out var subscription))
        {
            subscription.Dispose();
        }
    }

    private async Task SendAsync(Follower follower, LiveTopic topic, Sent sent)
    {
        var snapshot = board.Current;
        if ((snapshot is null && !topic.IsApart) || !await MayAsync(follower))
        {
            return;
        }

        var sections = topic.IsRollback ? await rollbackSections.ReadAsync(follower.Connection.ConnectionAborted)
            : topic.IsShift ? await shiftSections.ReadAsync(follower.Connection.ConnectionAborted)
            : topic.IsExceptions ? await caseSections.ReadAsync(follower.Connection.ConnectionAborted) : topic.Sections(snapshot!);
        var changed = sections.Where(s => !sent.Sections.TryGetValue(s.Key, out var before) || !JsonElement.DeepEquals(before, s.Value)).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);
        var message = new LiveMessage(topic.Name, sent.Number++, snapshot?.Revision ?? 0, snapshot?.AsOf ?? time.GetUtcNow(), changed);
        sent.Sections = sections;
        await hub.Clients.Client(follower.Connection.ConnectionId).SendAsync("live", message, follower.Connection.ConnectionAborted);
    }

    private async ValueTask<bool> MayAsync(Follower follower)
    {
        var now = time.GetUtcNow();
        if (now - follower.AskedAt < AskAgain)
        {
            return true;
        }

        follower.AskedAt = now;
        if (await people.ActorOfAsync(follower.Connection.User, follower.Connection.ConnectionAborted) is not null)
        {
            return true;
        }

        follower.Connection.Abort();
        return false;
    }

    private sealed class Follower(HubCallerContext connection, DateTimeOffset askedAt)
    {
        public HubCallerContext Connection { get; } = connection;
        public DateTimeOffset AskedAt { get; set; } = askedAt;
        public ConcurrentDictionary<string, IDisposable> Topics { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Sent
    {
        public long Number { get; set; }
        public IReadOnlyDictionary<string, JsonElement> Sections { get; set; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
    }
}
