using System.Security.Cryptography;
using System.Text;
using CommandCenter.Shared;

namespace CommandCenter.Identity;

/// <summary>
/// Names under which acts stand in the decision log. Nobody chooses a name of another kind than their own: a local person's or a token's has none of the signs <c>:</c>, <c>~</c> and
/// brackets, a provider's person is always <c>oidc:…~…</c>, the command line's operator is <c>… (command line)</c>, and the product's own name is given to nobody.
/// </summary>
public static class PersonName
{
    private const string Product = "cutover-command-center";
    private const int LongestFromProvider = 60;

    /// <summary>What is wrong with a name that an administrator chose for a person or a token; null when it may be used.</summary>
    public static Error? Problem(string? name, string field) => name is { Length: >= 1 and <= 256 } && name.All(IsPlain) && !name.Equals(Product, StringComparison.OrdinalIgnoreCase)
        ? null
        : Error.Validation("bad-name", $"A name has 1 to 256 of the letters a to z, digits and - . _ @ +, and is not '{Product}'.", field);

    /// <summary>
    /// The name of a provider's person: what the provider calls them, for people to read, and the beginning of a hash of issuer and subject, which nobody can choose. Whoever
    /// renames themselves at the provider gets no other person's name by it.
    /// </summary>
    public static string OfProvider(string? called, string issuer, string subject)
    {
        var readable = new string([.. (called ?? "").Where(IsPlain).Take(LongestFromProvider)]);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(issuer + "\n" + subject));
        return $"oidc:{(readable.Length > 0 ? readable : "person")}~{Convert.ToHexStringLower(hash.AsSpan(0, 6))}";
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '@' or '+';
}
