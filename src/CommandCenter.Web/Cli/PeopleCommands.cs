using System.CommandLine;
using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Identity.Administration;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Identity;

namespace CommandCenter.Cli;

/// <summary>People and tokens from the machine itself, which is how the first administrator comes about.</summary>
internal static class PeopleCommands
{
    public static Command User(string[] settings)
    {
        var name = new Argument<string>("NAME") { Description = "What the person signs in with, 1 to 256 characters." };
        var role = new Option<string>("--role") { Description = $"One of {string.Join(", ", Enum.GetNames<Role>())}.", Required = true };
        var add = new Command("add", "Adds a person; the password is asked for, or read from a pipe.") { name, role };
        add.SetAction((parsed, cancel) => CommandHost.RunAsync(settings, services => AddPersonAsync(services, parsed.GetRequiredValue(name), parsed.GetRequiredValue(role), cancel)));

        var remove = new Command("remove", "Removes a person with their sessions; what they did stays on record.") { name };
        remove.SetAction((parsed, cancel) => CommandHost.RunAsync(settings, services => RemovePersonAsync(services, parsed.GetRequiredValue(name), cancel)));
        return new Command("user", "People who sign in.") { add, remove };
    }

    public static Command Token(string[] settings)
    {
        var name = new Argument<string>("NAME") { Description = "What the token's acts are recorded as." };
        var role = new Option<string>("--role") { Description = "The one role that the token has.", Required = true };
        var days = new Option<int>("--days") { Description = "1 to 365.", DefaultValueFactory = _ => 90 };
        var add = new Command("add", "Makes an API token and prints it once.") { name, role, days };
        add.SetAction((parsed, cancel) => CommandHost.RunAsync(settings, services => AddTokenAsync(services, parsed.GetRequiredValue(name), parsed.GetRequiredValue(role), parsed.GetValue(days), cancel)));

        var id = new Argument<Guid>("ID") { Description = "As printed by 'token add'." };
        var revoke = new Command("revoke", "Ends a token at once.") { id };
        revoke.SetAction((parsed, cancel) => CommandHost.RunAsync(settings, services => RevokeTokenAsync(services, parsed.GetRequiredValue(id), cancel)));
        return new Command("token", "API tokens of programs.") { add, revoke };
    }

    private static async Task<int> AddPersonAsync(IServiceProvider services, string name, string roleText, CancellationToken cancel)
    {
        if (RoleName.Read(roleText) is not { } role) return await RefuseAsync(RoleName.Refusal(roleText), ExitCodes.Usage);
        if (await PrepareAsync(services, cancel) is { } unusable) return await RefuseAsync(unusable.Message, ExitCodes.Failed);
        if (PasswordPrompt.Ask() is not { } password) return await RefuseAsync("No password was given, or the two differ.", ExitCodes.Found);
        var added = await services.GetRequiredService<ManagePeople>().AddAsync(name, password, new HashSet<Role> { role }, Operator, Reason, null, cancel);
        if (added.Error is { } refused) return await RefuseAsync(refused.Message, Code(refused));
        await Console.Out.WriteLineAsync($"{name} may sign in as {role}.");
        return ExitCodes.Fine;
    }

    private static async Task<int> RemovePersonAsync(IServiceProvider services, string name, CancellationToken cancel)
    {
        if (await PrepareAsync(services, cancel) is { } unusable) return await RefuseAsync(unusable.Message, ExitCodes.Failed);
        if (await services.GetRequiredService<UserManager<Person>>().FindByNameAsync(name) is not { RemovedAt: null } person) return await RefuseAsync($"There is no person {name}.", ExitCodes.Found);
        var removed = await services.GetRequiredService<ManagePeople>().RemoveAsync(Guid.Parse(person.Id), Operator, Reason, null, cancel);
        if (removed.Error is { } refused) return await RefuseAsync(refused.Message, Code(refused));
        await Console.Out.WriteLineAsync($"{name} may no longer sign in.");
        return ExitCodes.Fine;
    }

    private static async Task<int> AddTokenAsync(IServiceProvider services, string name, string roleText, int days, CancellationToken cancel)
    {
        if (RoleName.Read(roleText) is not { } role) return await RefuseAsync(RoleName.Refusal(roleText), ExitCodes.Usage);
        if (await PrepareAsync(services, cancel) is { } unusable) return await RefuseAsync(unusable.Message, ExitCodes.Failed);
        var issued = await services.GetRequiredService<ManageTokens>().IssueAsync(name, role, days, Operator, Reason, null, cancel);
        if (issued.Error is { } refused) return await RefuseAsync(refused.Message, refused.Kind == ErrorKind.Validation ? ExitCodes.Usage : Code(refused));
        await Console.Error.WriteLineAsync($"Token {issued.Value.Id} of {name}, {role}, until {issued.Value.ExpiresAt:u}. It is shown this once:");
        await Console.Out.WriteLineAsync(issued.Value.Token);
        return ExitCodes.Fine;
    }

    private static async Task<int> RevokeTokenAsync(IServiceProvider services, Guid id, CancellationToken cancel)
    {
        if (await PrepareAsync(services, cancel) is { } unusable) return await RefuseAsync(unusable.Message, ExitCodes.Failed);
        var revoked = await services.GetRequiredService<ManageTokens>().RevokeAsync(id, Operator, Reason, null, cancel);
        if (revoked.Error is { } refused) return await RefuseAsync(refused.Message, Code(refused));
        await Console.Out.WriteLineAsync($"Token {id} is revoked.");
        return ExitCodes.Fine;
    }

    private const string Reason = "given on the command line";

    /// <summary>Who may run commands on the machine may administer it, as with the first person. The brackets keep the name apart from everybody who signs in.</summary>
    private static Actor Operator => new($"{Environment.UserName} (command line)", new HashSet<Role> { Role.Administrator });

    /// <summary>Brings the store up to date: a change of people and its entry in the decision log are one commit.</summary>
    private static async Task<Error?> PrepareAsync(IServiceProvider services, CancellationToken cancel)
    {
        if ((await services.GetRequiredService<StorageStart>().RunAsync(cancel)).Error is { } unusable) return unusable;
        await services.GetRequiredService<IdentityStart>().MigrateAsync(cancel);
        return null;
    }

    private static int Code(Error error) => error.Kind == ErrorKind.Unavailable ? ExitCodes.Failed : ExitCodes.Found;

    private static async Task<int> RefuseAsync(string message, int code)
    {
        await Console.Error.WriteLineAsync(message);
        return code;
    }
}
