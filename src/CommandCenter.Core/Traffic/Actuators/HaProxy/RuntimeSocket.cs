using System.Net;
using System.Net.Sockets;
using System.Text;
using CommandCenter.Shared;
using CommandCenter.Sources.Files;
using CommandCenter.Sources.Http;

namespace CommandCenter.Traffic.Actuators.HaProxy;

/// <summary>HAProxy's runtime interface: a connection for each line, which HAProxy closes behind its answer.</summary>
/// <param name="place">Path of a UNIX socket, or a loopback address with port.</param>
internal sealed class RuntimeSocket(string place, AllowedFolders folders, OutboundGuard guard)
{
    /// <summary>Bytes of an answer: a table of tens of thousands of rules.</summary>
    private const int LargestAnswer = 8 * 1024 * 1024;

    /// <summary>One line, which may hold several commands parted by semicolons, and all that is answered to it.</summary>
    /// <returns>The answer; Unavailable where nobody listens, the socket may not be used, or the answer is too long.</returns>
    /// <exception cref="OperationCanceledException">The time is over.</exception>
    public async Task<Result<string>> AskAsync(string line, CancellationToken cancel)
    {
        try
        {
            var end = await LocateAsync(cancel);
            if (end.Error is { } refused)
            {
                return refused;
            }

            using var socket = new Socket(end.Value.AddressFamily, SocketType.Stream, end.Value is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
            await socket.ConnectAsync(end.Value, cancel);
            await using var stream = new NetworkStream(socket, ownsSocket: false);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\n"), cancel);
            return await ReadAsync(stream, cancel);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // the last where a link leads to a path that is too long for a socket
            return Error.Unavailable("haproxy-unreachable", $"HAProxy's runtime socket {place} cannot be reached: {(e as SocketException ?? e.InnerException as SocketException)?.SocketErrorCode.ToString() ?? e.Message}.");
        }
    }

    /// <summary>A plan alone opens no connection: the settings name the folders of sockets and the addresses.</summary>
    private async Task<Result<EndPoint>> LocateAsync(CancellationToken cancel)
    {
        if (!place.StartsWith('/'))
        {
            var address = IPEndPoint.Parse(place);
            await guard.ResolveAsync(address.Address.ToString(), address.Port, cancel);
            return address;
        }

        var located = folders.Locate(place);
        return located.Error is { } refused ? Error.Unavailable(refused.Code, refused.Message) : new UnixDomainSocketEndPoint(located.Value);
    }

    private async Task<Result<string>> ReadAsync(NetworkStream stream, CancellationToken cancel)
    {
        using var answer = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancel)) > 0;)
        {
            answer.Write(buffer, 0, read);
            if (answer.Length > LargestAnswer)
            {
                return Error.Unavailable("haproxy-answer", $"HAProxy's runtime socket {place} answered more than {LargestAnswer / 1024 / 1024} MiB.");
            }
        }

        return Encoding.UTF8.GetString(answer.GetBuffer(), 0, (int)answer.Length);
    }
}
