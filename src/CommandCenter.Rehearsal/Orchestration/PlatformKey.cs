using System.Security.Cryptography;
using System.Text;

namespace CommandCenter.Rehearsal.Orchestration;

/// <summary>The platform's API key, as <c>X-Api-Key</c> or bearer.</summary>
internal sealed class PlatformKey(string key)
{
    private readonly byte[] expected = SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public bool IsIn(HttpContext http)
    {
        var bearer = http.Request.Headers.Authorization.ToString();
        var given = bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? bearer[7..].Trim() : http.Request.Headers["X-Api-Key"].ToString();
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), expected);
    }
}
