using System.Net;
using System.Net.Sockets;

namespace CommandCenter.Sources.Http;

/// <summary>Connects only where the product may go: judged on the address that is really connected to, after the name was resolved.</summary>
public sealed class OutboundGuard
{
    private readonly HashSet<string> allowedPrivate;

    public OutboundGuard(IEnumerable<string> allowedPrivateHosts)
    {
        allowedPrivate = new HashSet<string>(allowedPrivateHosts.Select(h => h.Trim()), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="OutboundRefusedException">The host lies at a private address and has no allowance.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var open = await ResolveAsync(host, port, cancel);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The addresses of <paramref name="host"/> that may be connected to, for clients that connect by themselves: give them the address, not the name.</summary>
    /// <exception cref="OutboundRefusedException">The host lies at a private address and has no allowance.</exception>
    /// <exception cref="SocketException">The name is not known.</exception>
    public async Task<IPAddress[]> ResolveAsync(string host, int port, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(host);
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancel);
        var open = allowedPrivate.Contains($"{host}:{port}") ? addresses : Array.FindAll(addresses, a => !IsPrivate(a));
        return open.Length > 0 ? open : throw new OutboundRefusedException($"{host}:{port} lies at a private address; CommandCenter:Outbound:AllowedPrivateHosts does not name it.");
    }

    /// <summary>True for every address that is not of the public internet.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            Span<byte> b = stackalloc byte[4];
            address.TryWriteBytes(b, out _);
            return b[0] is 0 or 10 or 127 or >= 224
                || (b[0] == 100 && b[1] is >= 64 and <= 127)
                || (b[0] == 169 && b[1] == 254)
                || (b[0] == 172 && b[1] is >= 16 and <= 31)
                || (b[0] == 192 && b[1] == 168)
                || (b[0] == 192 && b[1] == 0 && b[2] is 0 or 2)
                || (b[0] == 198 && b[1] is 18 or 19)
                || (b[0] == 198 && b[1] == 51 && b[2] == 100)
                || (b[0] == 203 && b[1] == 0 && b[2] == 113);
        }

        Span<byte> six = stackalloc byte[16];
        address.TryWriteBytes(six, out _);
        // 64:ff9b::/96 and 2002::/16 carry an IPv4 address that would reach the inside through a translator
        var translated = (six[0] == 0 && six[1] == 0x64 && six[2] == 0xff && six[3] == 0x9b) || (six[0] == 0x20 && six[1] == 0x02);
        return translated || IPAddress.IsLoopback(address) || address.Equals(IPAddress.IPv6Any) || address.IsIPv6LinkLocal || address.IsIPv6SiteLocal
            || address.IsIPv6UniqueLocal || address.IsIPv6Multicast;
    }
}

/// <summary>A connection that the product's own rules forbid.</summary>
public sealed class OutboundRefusedException(string message) : IOException(message);
