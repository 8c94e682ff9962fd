using System.Security.Cryptography;
using System.Text;
using CommandCenter.Plan;

namespace CommandCenter.Sources.Push;

/// <summary>
/// The signature of a foreign webhook: HMAC-SHA256 over the raw body alone, as shops send it. It carries no time, so an old message can be sent again;
/// a hint only makes us ask the source, so that does no harm.
/// </summary>
internal static class HintSignature
{
    /// <summary>True when <paramref name="header"/> was made with <paramref name="secret"/>. Takes the same time whatever differs.</summary>
    public static bool IsBy(HintSettings hints, string secret, string? header, ReadOnlySpan<byte> body)
    {
        if (header is null or { Length: > 500 } || !header.StartsWith(hints.Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var given = header[hints.Prefix.Length..].Trim();
        Span<byte> signature = stackalloc byte[64];
        int length;
        if (hints.IsBase64)
        {
            if (!Convert.TryFromBase64String(given, signature, out length))
            {
                return false;
            }
        }
        else if (given.Length != HMACSHA256.HashSizeInBytes * 2 || !given.AsSpan().ContainsOnlyHex())
        {
            return false;
        }
        else
        {
            length = HMACSHA256.HashSizeInBytes;
            Convert.FromHexString(given).CopyTo(signature);
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature[..length]);
    }
}
