using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CommandCenter.Rehearsal.Orchestration;

/// <summary>Signs what is pushed: HMAC-SHA256 over <c>t.source.rawBody</c>.</summary>
internal static class WebhookSignature
{
    /// <summary>The value of <c>X-Signature</c>: <c>t=UNIX SECONDS,v1=LOWER-CASE HEX</c>.</summary>
    public static string Of(string secret, string source, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var t = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes($"{t}.{source}."));
        hmac.AppendData(body);
        return $"t={t},v1={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }
}
