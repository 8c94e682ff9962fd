using System.Globalization;
using System.Text;
using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Traffic.Actuators.HaProxy;

/// <summary>
/// HAProxy with the Lua file that the product ships. A new table is put beside the one that holds, as the next version of the map, and takes its place with one command; until then every request is
/// decided by the old one. A version that is older than the one that holds is refused by HAProxy itself.
/// </summary>
internal sealed class HaProxyActuator : IActuator
{
    /// <summary>Bytes of a line of commands; HAProxy's buffer (tune.bufsize) has 16 KiB.</summary>
    private const int LongestLine = 8 * 1024;
    private const string Created = "New version created: ";

    private readonly RuntimeSocket socket;
    private readonly string map;
    private readonly TimeProvider time;

    public HaProxyActuator(ActuatorDefinition definition, ActuatorReach reach)
    {
        Definition = definition;
        (map, time) = (definition.HaProxy!.Map, reach.Time);
        socket = new RuntimeSocket(definition.HaProxy.Socket, reach.Folders, reach.Guard);
    }

    public ActuatorDefinition Definition { get; }

    public string ContentOf(CarriedTable table) => HaProxyTable.ContentOf(table);

    public Task<Result<Holding>> ReadAsync(CancellationToken cancel) => WithinAsync<Holding>(
        async token =>
        {
            var shown = await socket.AskAsync($"show map {map}", token);
            if (shown.Error is { } error)
            {
                return error;
            }

            var entries = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var line in shown.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                // "0x7fe374046730 key value"; whatever is none is a refusal
                if (line.Split(' ', 3) is not [['0', 'x', ..], var key, var value])
                {
                    return Refused(line);
                }

                entries[key] = value;
            }

            return HaProxyTable.Read(entries);
        },
        cancel);

    public async Task<Error?> ApplyAsync(CarriedTable table, CancellationToken cancel)
    {
        int? version = null;
        var applied = await WithinAsync<bool>(
            async token =>
            {
                var prepared = await socket.AskAsync($"prepare map {map}", token);
                if (prepared.Error is { } error)
                {
                    return error;
                }

                if (!prepared.Value.StartsWith(Created, StringComparison.Ordinal)
                    || !int.TryParse(prepared.Value.AsSpan(Created.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    return Refused(prepared.Value);
                }

                version = number;
                foreach (var line in Lines(table, number).Append(string.Create(CultureInfo.InvariantCulture, $"commit map @{number} {map}")))
                {
                    var done = await socket.AskAsync(line, token);
                    if (done.Error is { } silent)
                    {
                        return silent;
                    }

                    // what was done is answered with nothing
                    if (!string.IsNullOrWhiteSpace(done.Value))
                    {
                        return Refused(done.Value);
                    }
                }

                return true;
            },
            cancel);
        if (applied.Error is not null && version is { } half)
        {
            // what was prepared takes memory there, and nothing else
            await WithinAsync<string>(async token => await socket.AskAsync(string.Create(CultureInfo.InvariantCulture, $"clear map @{half} {map}"), token), cancel);
        }

        return applied.Error;
    }

    public void Dispose()
    {
        // no connection is kept
    }

    private IEnumerable<string> Lines(CarriedTable table, int version)
    {
        var line = new StringBuilder();
        foreach (var (key, value) in HaProxyTable.Entries(table, Guid.CreateVersion7(time.GetUtcNow()).ToString("N")))
        {
            var add = string.Create(CultureInfo.InvariantCulture, $"add map @{version} {map} {key} {value}");
            if (line.Length > 0 && line.Length + add.Length >= LongestLine)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? ";" : "").Append(add);
        }

        yield return line.ToString();
    }

    private async Task<Result<T>> WithinAsync<T>(Func<CancellationToken, Task<Result<T>>> work, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(Definition.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            return await work(both.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Error.Unavailable("haproxy-timeout", $"HAProxy's runtime socket {Definition.HaProxy!.Socket} did not answer within {Definition.Timeout.TotalSeconds:0.###} s.");
        }
    }

    private static Error Refused(string answer)
    {
        var words = answer.Trim().ReplaceLineEndings(" ");
        return Error.Unavailable("haproxy-refused", $"HAProxy refused: {(words.Length > 200 ? words[..200] : words)}");
    }
}
