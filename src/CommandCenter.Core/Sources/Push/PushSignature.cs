using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CommandCenter.Sources.Push;

/// <summary>The header <c>X-Signature: t=UNIX,v1=HEX</c>: HMAC-SHA256 over <c>t.source.rawBody</c>. Several v1 may stand there while a sender rotates its secret.</summary>
/// <param name="Seconds">The sender's clock, as written.</param>
/// <param name="Signatures">At most four.</param>
public sealed record PushSignature(long Seconds, IReadOnlyList<byte[]> Signatures)
{
    private const int MostSignatures = 4;

    /// <summary>Null when the header is absent or not of this form.</summary>
    public static PushSignature? Parse(string? header)
    {
        if (header is null or { Length: > 1000 })
        {
            return null;
        }

        long? seconds = null;
        var signatures = new List<byte[]>();
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("t=", StringComparison.Ordinal))
            {
                if (seconds is not null || !long.TryParse(part.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var t))
                {
                    return null;
                }

                seconds = t;
            }
            else if (part.StartsWith("v1=", StringComparison.Ordinal))
            {
                if (part.Length != 3 + 64 || signatures.Count == MostSignatures || !part.AsSpan(3).ContainsOnlyHex())
                {
                    return null;
                }

                signatures.Add(Convert.FromHexString(part.AsSpan(3)));
            }
        }

        return seconds is { } stamp && signatures.Count > 0 ? new PushSignature(stamp, signatures) : null;
    }

    /// <summary>True when one of the signatures was made with <paramref name="secret"/>. Takes the same time whatever differs.</summary>
    public bool IsBy(string secret, string source, ReadOnlySpan<byte> body)
    {
        var expected = Compute(secret, Seconds, source, body);
        var matches = false;
        foreach (var signature in Signatures)
        {
            matches |= CryptographicOperations.FixedTimeEquals(expected, signature);
        }

        return matches;
    }

    /// <summary>What a sender writes into the header.</summary>
    public static string Write(string secret, long seconds, string source, ReadOnlySpan<byte> body) =>
        string.Create(CultureInfo.InvariantCulture, $"t={seconds},v1={Convert.ToHexStringLower(Compute(secret, seconds, source, body))}");

    private static byte[] Compute(string secret, long seconds, string source, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seconds}.{source}.")));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}

internal static class HexText
{
    public static bool ContainsOnlyHex(this ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        return true;
    }
}
