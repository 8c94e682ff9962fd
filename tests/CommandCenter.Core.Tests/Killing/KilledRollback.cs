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

    /// <param name="args">Command, directory, URL of the sides, step and the number of its occurrence at which it dies.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var (step, left) = (args[3], int.Parse(args[4], CultureInfo.InvariantCulture));
        await RunAsync(
            args[1], args[2],
            (at, _) =>
            {
                if (at == step && Interlocked.Decrement(ref left) == 0)
                {
                    Process.GetCurrentProcess().Kill();
                }
            },
            Console.Out.WriteLine);
        return 0;
    }

    /// <summary>The same to its end.</summary>
    /// <param name="url">Of the sides.</param>
    /// <param name="also">Runs at each step.</param>
    /// <param name="say">Is told what was acknowledged; from several threads.</param>
    public static async Task RunAsync(string directory, string url, Action<string, string?>? also, Action<string> say)
    {
        var (legacy, orchestration) = (new SideOverHttp(url, CommandCenter.Orders.Side.Legacy), new SideOverHttp(url, CommandCenter.Orders.Side.Orchestration));
        var world = await IntakeWorld.OpenAsync(directory, null, side => side == CommandCenter.Orders.Side.Legacy ? legacy : orchestration, also);
        await using (world)
        {
            if ((await world.Files.Get<TrafficTables>().CurrentAsync(default)).Table.Revision == 0)
            {
                await world.ShiftAsync(100, mirror: true);
            }

            await Task.WhenAll(Enumerable.Range(0, Orders).Select(i => PostAsync(world, $"AR-{i}", say)));
            await world.RollBackAsync(request);
            say("rolled back");
            await IntakeWorld.UntilAsync("everything is at rest", async () =>
            {
                await world.Files.Get<IntakeJournal>().FenceAsync();
                await using var db = world.Store();
                return !await db.Rollbacks.AnyAsync(r => r.Phase == (int)Phase.Progressing)
                    && !await db.IntakeEntries.AnyAsync(e => e.State < (int)EntryState.Parked);
            });
            say("at rest");
        }
    }

    private static async Task PostAsync(IntakeWorld world, string key, Action<string> say)
    {
        if ((await world.PostAsync(key)).Succeeded)
        {
            say($"order {key}");
        }

        if ((await world.ChangeAsync(key, $"{key}-c")).Succeeded)
        {
            say($"change {key}");
        }
    }
}
