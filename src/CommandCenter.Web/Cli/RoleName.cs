using CommandCenter.Access;

namespace CommandCenter.Cli;

/// <summary>Roles as people type them: any case, with or without hyphens, or an unambiguous beginning such as <c>Admin</c>.</summary>
internal static class RoleName
{
    public static Role? Read(string text)
    {
        var word = text.Replace("-", "", StringComparison.Ordinal);
        var fitting = word.Length == 0 ? [] : Enum.GetValues<Role>().Where(r => r.ToString().StartsWith(word, StringComparison.OrdinalIgnoreCase)).ToArray();
        return fitting.Length == 1 ? fitting[0] : null;
    }

    public static string Refusal(string text) => $"'{text}' is no role. Roles are {string.Join(", ", Enum.GetNames<Role>())}.";
}
