using System.Security.Cryptography;
using System.Text;

namespace CommandCenter.OrderExceptions.Sources;

/// <summary>Fingerprints of cases.</summary>
internal static class CasePrint
{
    private const int Longest = 200;

    /// <summary>Its parts joined; what would be too long ends in a digest of the whole.</summary>
    public static string Of(params string[] parts)
    {
        var text = string.Join('|', parts);
        return text.Length <= Longest ? text : text[..(Longest - 33)] + "~" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }
}
