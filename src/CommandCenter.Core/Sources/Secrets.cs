using System.Collections.Concurrent;
using System.Text;
using CommandCenter.Shared;

namespace CommandCenter.Sources;

/// <summary>Credentials by reference: <c>${env:CC_SECRET_NAME}</c> and <c>${file:NAME}</c> below the secrets folder. The plan holds references only.</summary>
public interface ISecrets
{
    /// <summary>The value that <paramref name="reference"/> names; a text that is no reference is itself.</summary>
    /// <returns>Validation that names the reference, never the value.</returns>
    Result<string> Resolve(string reference);

    /// <summary>Replaces every value that was ever resolved, in any message on its way to a page or a log.</summary>
    string Redact(string message);

    /// <summary>Adds a value under an environment-like name, as the host does for the rehearsal's own credentials; it wins over the environment.</summary>
    void Add(string name, string value);
}

/// <summary>Reads the process's environment and one folder.</summary>
/// <param name="folder">Absolute; need not exist.</param>
public sealed class Secrets(string folder) : ISecrets
{
    private const string EnvironmentPrefix = "CC_SECRET_";
    private const int LargestFile = 64 * 1024;

    private readonly ConcurrentDictionary<string, string> added = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> known = new(StringComparer.Ordinal);

    public Result<string> Resolve(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (!reference.StartsWith("${", StringComparison.Ordinal) || !reference.EndsWith('}'))
        {
            return Known(reference);
        }

        var inside = reference[2..^1];
        return inside.StartsWith("env:", StringComparison.Ordinal) ? FromEnvironment(inside[4..])
            : inside.StartsWith("file:", StringComparison.Ordinal) ? FromFile(inside[5..])
            : Error.Validation("bad-secret", "A secret is ${env:CC_SECRET_NAME} or ${file:NAME}.");
    }

    public string Redact(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        foreach (var value in known.Keys.OrderByDescending(v => v.Length))
        {
            message = message.Replace(value, "***", StringComparison.Ordinal);
        }

        return message;
    }

    public void Add(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        added[name] = value;
    }

    private Result<string> FromEnvironment(string name)
    {
        if (!name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
        {
            return Error.Validation("bad-secret", $"The secret ${{env:{name}}} cannot be read: only names that begin with {EnvironmentPrefix} are.");
        }

        return added.TryGetValue(name, out var value) || (value = Environment.GetEnvironmentVariable(name)) is { Length: > 0 }
            ? Known(value)
            : Error.Validation("secret-missing", $"The secret ${{env:{name}}} is not set.");
    }

    private Result<string> FromFile(string name)
    {
        var root = Path.GetFullPath(folder);
        var path = Path.GetFullPath(name.Trim(), root);
        if (name.Contains('\0', StringComparison.Ordinal) || !path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return Error.Validation("bad-secret", $"The secret ${{file:{name}}} lies outside the secrets folder.");
        }

        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                return Error.Validation("secret-missing", $"The secret ${{file:{name}}} is not there.");
            }

            // a link would lead out of the folder by a back door
            if (file.LinkTarget is not null || file.Length > LargestFile)
            {
                return Error.Validation("bad-secret", $"The secret ${{file:{name}}} must be a plain file of at most {LargestFile / 1024} KiB.");
            }

            return Known(File.ReadAllText(path, Encoding.UTF8).TrimEnd('\r', '\n'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.Unavailable("secret-unreadable", $"The secret ${{file:{name}}} cannot be read.");
        }
    }

    private Result<string> Known(string value)
    {
        // shorter ones would tear holes into ordinary words
        if (value.Length >= 4)
        {
            known.TryAdd(value, 0);
            known.TryAdd(Uri.EscapeDataString(value), 0);
            known.TryAdd(System.Text.Json.JsonEncodedText.Encode(value).ToString(), 0);
        }

        return value;
    }
}
