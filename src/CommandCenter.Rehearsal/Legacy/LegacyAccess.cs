using System.Security.Cryptography;
using System.Text;

namespace CommandCenter.Rehearsal.Legacy;

/// <summary>Who the legacy stack answers: POS and care desk take basic authentication, the WMS a session token.</summary>
internal sealed class LegacyAccess(string user, string password, WmsSessions sessions)
{
    public WmsSessions Sessions { get; } = sessions;

    public bool IsKnown(string? askedUser, string? askedPassword) => Same(askedUser, user) & Same(askedPassword, password);

    public bool HasBasic(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var buffer = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[6..].Trim(), buffer, out var length))
        {
            return false;
        }

        var pair = Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2);
        return pair.Length == 2 && IsKnown(pair[0], pair[1]);
    }

    public bool HasSession(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return Sessions.IsOpen(header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null);
    }

    private static bool Same(string? asked, string expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(asked ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
