using CommandCenter.Shared;
using Microsoft.AspNetCore.Identity;

namespace CommandCenter.Identity.Administration;

/// <summary>What a local password must be: long, and not the obvious. No rule asks for kinds of letters.</summary>
public sealed class PasswordRules
{
    public const int Least = 12;
    public const int Most = 1024;

    private static readonly string[] Obvious = ["password", "rehearsal", "cutover", "commandcenter", "command-center", "qwertyuiop", "qwertzuiop", "letmein", "iloveyou", "welcome", "administrator", "1234567890", "0987654321", "abcdefghij"];
    private readonly PasswordHasher<Person> hasher = new();

    /// <returns>The hash; Validation that says what is allowed, never what was given.</returns>
    public async Task<Result<string>> HashAsync(string name, string? password)
    {
        if (Problem(name, password) is { } problem) return Error.Validation("bad-password", problem, "password");
        // a tenth of a second of work: not on the thread that answers a page
        return await Task.Run(() => hasher.HashPassword(new Person(), password!));
    }

    /// <summary>Null when the password may be used.</summary>
    public static string? Problem(string name, string? password)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (password is not { Length: >= Least and <= Most }) return $"A password has {Least} to {Most} characters.";
        // what is left once everything that anybody would try first is taken away
        var rest = password;
        foreach (var word in Obvious.Append(name).Where(w => w.Length >= 4)) rest = rest.Replace(word, "", StringComparison.OrdinalIgnoreCase);
        return rest.Distinct().Count() < 5 || (rest.Length < password.Length && rest.Length < 6)
            ? "This password would be tried among the first: it consists of the name, of well-known words or rows of keys, or of very few different characters." : null;
    }
}
