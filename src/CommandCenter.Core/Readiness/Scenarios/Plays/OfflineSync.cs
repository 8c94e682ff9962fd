using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Readiness.Scenarios.Plays;

/// <summary>A store that sold out of reach of everything: its sales come all at once, minutes late, and its till sends some of them again.</summary>
internal static class OfflineSync
{
    private const int Sales = 4;
    private const int Again = 2;
    private static readonly TimeSpan apart = TimeSpan.FromMinutes(2);

    public static async Task<bool> RunAsync(Play play, CancellationToken cancel)
    {
        var orders = new List<PlayOrder>();
        for (var i = 0; i < Sales; i++)
        {
            if (await play.MakeAsync([new PlayLine(1, null)], cancel, channel: "store", placed: play.Now - apart * (Sales - i)) is not { } order || !await play.ScriptAsync(order, 0, cancel))
            {
                return false;
            }

            orders.Add(order);
        }

        // the newest first, as a till empties its memory
        var given = await Task.WhenAll(orders.AsEnumerable().Reverse().Concat(orders.Take(Again)).Select(o => play.GiveAsync(o, "a sale of the time out of reach")));
        if (!play.Record.Expect($"{Sales} sales are accepted at once, and {Again} of them again are answered as before.", given.All(g => g) ? "They were." : "Not all were.", given.All(g => g)))
        {
            return false;
        }

        foreach (var order in orders)
        {
            if (!await play.ForwardedAsync(order, $"{order.Key} reaches its owner.", e => e.Operation == TargetOperation.Create, cancel) || !await play.ReachedAsync(order, play.Scenario.Statuses, cancel) || !await play.NothingDoubledAsync(order, cancel))
            {
                return false;
            }
        }

        return true;
    }
}
