using System.Text;
using CommandCenter.Access;
using CommandCenter.Intake;
using CommandCenter.Rollback;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Simulation;

/// <summary>What shops and people do in the simulation.</summary>
internal static class SimActions
{
    public static void Accept(SimWorld world, string key, string lane) => world.As(async () =>
    {
        var answer = await world.Product.Intake.AcceptAsync(Submission(key, lane));
        world.Tell(key, $"posted: {(answer.Error is { } e ? e.Code : $"{answer.Value.Owner}, mirrored {answer.Value.Mirrored}, revision {answer.Value.TrafficRevision}")}");
        if (!answer.Succeeded)
        {
            return;
        }

        if (world.Acknowledged.TryGetValue(key, out var before) && before != answer.Value)
        {
            world.Break(2, key, $"answered {answer.Value} after {before}");
        }

        world.Acknowledged[key] = answer.Value;
    });

    public static void Repeat(SimWorld world, string key)
    {
        var lane = world.LaneOf(key);
        Accept(world, key, lane);
    }

    public static void Change(SimWorld world, string key)
    {
        var id = $"{key}-c{world.Roll(1_000_000)}";
        var kind = world.Chance(0.3) ? "cancel" : "address";
        world.As(async () =>
        {
            var change = ChangeSubmission.Read(key, Encoding.UTF8.GetBytes($$"""{"kind":"{{kind}}"}"""), id).Value;
            var answer = await world.Product.Intake.ChangeAsync(change);
            world.Tell(key, $"change {id} {kind}: {answer.Error?.Code ?? "accepted"}");
            if (answer.Succeeded)
            {
                world.AcknowledgedChanges.Add((key, id));
            }
        });
    }

    public static void Shift(SimWorld world, Actor actor, string lane)
    {
        var percent = world.Roll(5) * 25;
        var mirror = world.Chance(0.6);
        world.As(async () =>
        {
            await using var db = world.OpenStore();
            var revision = await db.TrafficHeads.Select(h => h.Revision).SingleAsync();
            var moved = await world.Product.Move.RunAsync(new TrafficMove(new Segment { Lane = lane }, percent, mirror, SplitBy.Order, revision), actor, "simulated", null, CancellationToken.None);
            world.Tell("", $"shift {lane} to {percent} %, mirrored {mirror}: {moved.Error?.Code ?? "done"}");
        });
    }

    public static void RollBack(SimWorld world, Actor actor, RollbackScope scope) => world.As(async () =>
    {
        var started = await world.Product.RollBack.RunAsync(new RollbackRequest(scope, false, null), actor, "simulated", null, CancellationToken.None);
        world.Tell("", $"roll back {scope}: {started.Error?.Code ?? started.Value.ToString()}");
    });

    private static OrderSubmission Submission(string key, string lane) =>
        OrderSubmission.Read(Encoding.UTF8.GetBytes($$$"""{"orderKey":"{{{key}}}","lane":"{{{lane}}}","money":{"currency":"USD","total":1999}}"""), $"shop-{key}", _ => true).Value;
}
