using System.CommandLine;
using CommandCenter.Cli;
using CommandCenter.Hosting;
using CommandCenter.Traffic.Actuators.BreakGlass;

namespace CommandCenter.Traffic;

/// <summary><c>actuators return</c>: the glass that is broken while the store is down.</summary>
internal static class ActuatorCommands
{
    public static Command Actuators(string[] settings)
    {
        var id = new Argument<string?>("ID") { Description = "The actuator, as the plan names it.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Every actuator of the plan." };
        var plan = new Option<string>("--plan") { Description = "The plan file that names the actuators.", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why, 20 to 500 characters; it will stand in the decision log.", Required = true };
        var back = new Command("return", "Sends all traffic to legacy at outside actuators while the store is down. The product takes it up when it runs again: everything stays with legacy until somebody moves it.") { id, all, plan, reason };
        back.SetAction((parsed, cancel) => CommandHost.GuardAsync(async () =>
        {
            if (parsed.GetValue(id) is null != parsed.GetValue(all))
            {
                await Console.Error.WriteLineAsync("Give either the ID of one actuator or --all.");
                return ExitCodes.Usage;
            }

            // the settings alone: nothing here may need a store
            var builder = CommandCenterHost.Prepare(settings);
            return await ReturnToLegacy.Of(builder.Configuration, builder.Environment.ContentRootPath, TimeProvider.System).RunAsync(
                new ReturnRequest(parsed.GetRequiredValue(plan), parsed.GetValue(id), parsed.GetRequiredValue(reason), Environment.UserName, Environment.MachineName), Console.Out, Console.Error, cancel);
        }));
        return new Command("actuators", "What carries the traffic table out.") { back };
    }
}
