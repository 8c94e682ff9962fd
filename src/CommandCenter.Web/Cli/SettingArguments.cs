namespace CommandCenter.Cli;

/// <summary>Tells settings (<c>--Section:Key=value</c>, <c>--urls …</c>) from the words of a command.</summary>
internal static class SettingArguments
{
    private static readonly string[] Plain = ["--urls", "--contentRoot", "--environment"];

    public static (string[] Settings, string[] Words) Split(IReadOnlyList<string> args)
    {
        var settings = new List<string>();
        var words = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            if (!IsSetting(args[i]))
            {
                words.Add(args[i]);
                continue;
            }

            settings.Add(args[i]);
            if (!args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Count) settings.Add(args[++i]);
        }

        return ([.. settings], [.. words]);
    }

    private static bool IsSetting(string arg)
    {
        if (!arg.StartsWith("--", StringComparison.Ordinal)) return false;
        var name = arg.Split('=', 2)[0];
        return name.Contains(':', StringComparison.Ordinal) || Plain.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
