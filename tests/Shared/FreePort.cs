using System.Net;
using System.Net.Sockets;

namespace CommandCenter.Tests;

/// <summary>
/// Ports of servers that a test starts, and may start again on the same one: below those that the system gives to outgoing connections, so that none of these takes the port while the
/// server is down.
/// </summary>
internal static class FreePort
{
    private const int First = 12_000;
    private const int Count = 20_000;
    private static int next = Environment.ProcessId * 97 % Count;

    public static int Next()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + ((Interlocked.Increment(ref next) & int.MaxValue) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // somebody listens there
            }
        }

        throw new InvalidOperationException("No port is free.");
    }
}
