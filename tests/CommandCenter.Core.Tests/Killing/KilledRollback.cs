using System.Diagnostics;
using System.Globalization;
using CommandCenter.Intake.Journal;
using CommandCenter.Live;
using CommandCenter.Tests.Intake;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Killing;

/// <summary>
/// A process that takes orders in and takes them back, and that kills itself (SIGKILL) at one step. Begun again it does the same once more, as shops and a commander do who got no answer.
/// Says every order and change that was acknowledged.
/// </summary>
internal static class KilledRollback
{
    public const string Command = "roll-back-until-killed";
    public const int Orders = 12;
    private static readonly Guid request = Guid.Parse("019a0000-0000-7000-8000-000000000001");

    /// <param name="args">Command, directory, URL of the sides, step and the number of its occurrence; no step = to the end.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var (step, left) = args.Length > 3 ? (args[3], int.Parse(args[4], CultureInfo.InvariantCulture)) : (null, 0);
        var (legacy, orchestration) = (new SideOverHttp(args[2], CommandCenter.Orders.Side.Legacy), new SideOverHttp(args[2], CommandCenter.Orders.Side.Orchestration));
        var world = await IntakeWorld.OpenAsync(args[1], null, side => side == CommandCenter.Orders.Side.Legacy ? legacy : orchestration, (at, _) =>
        {
            if (at == step && Interlocked.Decrement(ref left) == 0)
            {
                Process.GetCurrentProcess().Kill();
            }
        });
        await using (world)
        {
            if ((await world.Files.Get<TrafficTables>().CurrentAsync(default)).Table.Revision == 0)
            {
                await world.ShiftAsync(100, mirror: true);
            }

            await Task.WhenAll(Enumerable.Range(0, Orders).Select(i => PostAsync(world, $"AR-{i}")));
            await world.RollBackAsync(request);
            await SayAsync("rolled back");
            await IntakeWorld.UntilAsync("everything is at rest", async () =>
            {
                await world.Files.Get<IntakeJournal>().FenceAsync();
                await using var db = world.Store();
                return !await db.Rollbacks.AnyAsync(r => r.Phase == (int)Phase.Progressing)
                    && !await db.IntakeEntries.AnyAsync(e => e.State < (int)EntryState.Parked);
            });
            await SayAsync("at rest");
        }

        return 0;
    }

    private static async Task PostAsync(IntakeWorld world, string key)
    {
        if ((await world.PostAsync(key)).Succeeded)
        {
            await SayAsync($"order {key}");
        }

        if ((await world.ChangeAsync(key, $"{key}-c")).Succeeded)
        {
            await SayAsync($"change {key}");
        }
    }

    private static async Task SayAsync(string line)
    {
        await Console.Out.WriteLineAsync(line);
        await Console.Out.FlushAsync();
    }
}
