using System.Text;

namespace CommandCenter.Cli;

/// <summary>Asks for a password without showing it: twice from a person, once from a pipe. It is never an argument, for arguments can be read by others.</summary>
internal static class PasswordPrompt
{
    /// <returns>Null when the two differ or nothing came.</returns>
    public static string? Ask()
    {
        if (Console.IsInputRedirected) return Console.In.ReadLine() is { Length: > 0 } line ? line : null;
        var first = Read("Password: ");
        return first.Length > 0 && string.Equals(first, Read("Once more: "), StringComparison.Ordinal) ? first : null;
    }

    private static string Read(string prompt)
    {
        Console.Error.Write(prompt);
        var text = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace) text.Length = Math.Max(0, text.Length - 1);
            else if (!char.IsControl(key.KeyChar)) text.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return text.ToString();
    }
}
