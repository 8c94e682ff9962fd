using System.CommandLine;
using CommandCenter.Access;
using CommandCenter.Identity;
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
        await services.GetRequiredService<IdentityStart>().MigrateAsync(cancel);
        if (PasswordPrompt.Ask() is not { } password) return await RefuseAsync("No password was given, or the two differ.", ExitCodes.Found);
        var people = services.GetRequiredService<UserManager<Person>>();
        var person = new Person { UserName = name };
        var made = await people.CreateAsync(person, password);
        if (!made.Succeeded) return await RefuseAsync(string.Join(' ', made.Errors.Select(e => e.Description)), ExitCodes.Found);
        await people.AddToRoleAsync(person, role.ToString());
        await PeopleLog.RecordAsync(services, $"{name} added as {role}.", "person:" + name, cancel);
        await Console.Out.WriteLineAsync($"{name} may sign in as {role}.");
        return ExitCodes.Fine;
    }

    private static async Task<int> RemovePersonAsync(IServiceProvider services, string name, CancellationToken cancel)
    {
        await services.GetRequiredService<IdentityStart>().MigrateAsync(cancel);
        var people = services.GetRequiredService<UserManager<Person>>();
        if (await people.FindByNameAsync(name) is not { } person) return await RefuseAsync($"There is no person {name}.", ExitCodes.Found);
        await people.DeleteAsync(person);
        await PeopleLog.RecordAsync(services, $"{name} removed.", "person:" + name, cancel);
        await Console.Out.WriteLineAsync($"{name} may no longer sign in.");
        return ExitCodes.Fine;
    }

    private static async Task<int> AddTokenAsync(IServiceProvider services, string name, string roleText, int days, CancellationToken cancel)
    {
        if (RoleName.Read(roleText) is not { } role) return await RefuseAsync(RoleName.Refusal(roleText), ExitCodes.Usage);
        await services.GetRequiredService<IdentityStart>().MigrateAsync(cancel);
        var issued = await services.GetRequiredService<ApiTokens>().IssueAsync(name, role, days, cancel);
        if (issued.Error is { } error) return await RefuseAsync(error.Message, ExitCodes.Usage);
        await PeopleLog.RecordAsync(services, $"Token {issued.Value.Id} of {name} made for the role {role}, until {issued.Value.ExpiresAt:u}.", "token:" + issued.Value.Id, cancel);
        await Console.Error.WriteLineAsync($"Token {issued.Value.Id} of {name}, {role}, until {issued.Value.ExpiresAt:u}. It is shown this once:");
        await Console.Out.WriteLineAsync(issued.Value.Token);
        return ExitCodes.Fine;
    }

    private static async Task<int> RevokeTokenAsync(IServiceProvider services, Guid id, CancellationToken cancel)
    {
        await services.GetRequiredService<IdentityStart>().MigrateAsync(cancel);
        if (!await services.GetRequiredService<ApiTokens>().RevokeAsync(id, cancel)) return await RefuseAsync($"No token {id} stands.", ExitCodes.Found);
        await PeopleLog.RecordAsync(services, $"Token {id} revoked.", "token:" + id, cancel);
        await Console.Out.WriteLineAsync($"Token {id} is revoked.");
        return ExitCodes.Fine;
    }

    private static async Task<int> RefuseAsync(string message, int code)
    {
        await Console.Error.WriteLineAsync(message);
        return code;
    }
}
