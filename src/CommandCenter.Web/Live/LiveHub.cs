using Microsoft.AspNetCore.SignalR;

namespace CommandCenter.Live;

/// <summary>
/// <c>/hubs/live</c>. A caller subscribes to topics and gets <c>live</c> messages: everything first, then what changed, at most every 250 ms. Signed-in people and tokens
/// only (the gate before it asks); followers whose rights end are closed within a minute.
/// </summary>
internal sealed class LiveHub(LiveFollowers followers) : Hub
{
    public override async Task OnConnectedAsync()
    {
        if (!followers.Enter(Context))
        {
            await Clients.Caller.SendAsync("refused", "too-many-connections", $"At most {followers.MostConnections} connections are served at once; try again later.");
            Context.Abort();
            return;
        }

        await base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        followers.Leave(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    /// <summary>Follows a topic, or begins it anew when it is followed already.</summary>
    /// <exception cref="HubException">No such topic, or too many of them.</exception>
    public Task Subscribe(string topic)
    {
        if (followers.Follow(Context.ConnectionId, topic) is { } refusal)
        {
            throw new HubException(refusal);
        }

        return Task.CompletedTask;
    }

    public Task Unsubscribe(string topic)
    {
        followers.Unfollow(Context.ConnectionId, topic);
        return Task.CompletedTask;
    }
}
