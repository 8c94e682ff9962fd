using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CommandCenter.Rehearsal.Faults;
using CommandCenter.Rehearsal.Ledger;

namespace CommandCenter.Rehearsal.Targets;

/// <summary>One request to do something.</summary>
/// <param name="Body">As it was sent; an empty object where nothing was.</param>
/// <param name="Given">Its idempotency key.</param>
/// <param name="Now">Milliseconds since 1970.</param>
internal sealed record DeskCall(JsonElement Body, byte[] Raw, string Given, long Now);

/// <summary>
/// Takes requests that change orders: faults and capabilities, the idempotency key (remembered in the same transaction as what was done), the answer in the side's own words.
/// </summary>
/// <param name="say">An answer as a body, in the words of the server.</param>
internal sealed class TargetCalls(WorldEngine engine, FaultBoard faults, TimeProvider time, Func<string, DeskAnswer, byte[]> say)
{
    public const string Header = "Idempotency-Key";
    private const int MostBytes = 256 * 1024;
    private static readonly JsonElement nothing = JsonDocument.Parse("{}").RootElement;

    /// <param name="desk">The side whose ledger it changes.</param>
    /// <param name="capability">Tells from the request what is asked for.</param>
    public async Task AnswerAsync(HttpContext http, TargetDesk desk, bool allowed, Func<JsonElement, string> capability, Func<DeskCall, DeskAnswer> work, CancellationToken stopping)
    {
        var (body, raw, wrong) = await ReadAsync(http);
        var asked = capability(body);
        if (await BrokenAnswers.TryAnswerAsync(faults, asked, http, stopping))
        {
            return;
        }

        var given = http.Request.Headers[Header].ToString();
        wrong = !allowed ? new DeskAnswer(DeskResult.SignIn)
            : faults.Use(Capabilities.Off(asked), asked) is not null ? new DeskAnswer(DeskResult.NotOffered)
            : faults.Use(FaultIds.Refuse, asked) is not null ? new DeskAnswer(DeskResult.NotNow)
            : wrong ?? (given.Length is 0 or > 200 ? new DeskAnswer(DeskResult.Invalid, "", Header + ": a header of 1 to 200 characters") : null);
        if (wrong is not null)
        {
            await SayAsync(http, asked, wrong.Status, say(asked, wrong), stopping);
            return;
        }

        if (faults.Use(FaultIds.SlowAnswer, asked) is { } slow)
        {
            // on purpose not bound to the caller: what was sent happens, whether somebody still listens or not
            await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(slow.Factor ?? 5, 0, 600)), time, stopping);
        }

        var noStock = asked == Capabilities.Reserve && faults.Use(FaultIds.NoStock, asked) is not null;
        var hash = Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{http.Request.Method} {http.Request.Path}\n"), .. raw]));
        var (status, answer) = engine.AtNow(now => desk.Book.Ledger.InTransaction(() => Once(desk, asked, given, hash, now, () => noStock ? new DeskAnswer(DeskResult.NoStock) : work(new DeskCall(body, raw, given, now)))));
        if (faults.Use(FaultIds.LostAnswer, asked) is not null)
        {
            http.Abort();
            return;
        }

        await SayAsync(http, asked, status, answer, stopping);
    }

    private (int Status, byte[] Body) Once(TargetDesk desk, string asked, string given, string hash, long now, Func<DeskAnswer> work)
    {
        var ledger = desk.Book.Ledger;
        var before = ledger.ReadInTurn("SELECT hash, status, body FROM idempotency WHERE key = $key", r => (Hash: r.GetString(0), Status: r.GetInt32(1), Body: r.GetFieldValue<byte[]>(2)), ("$key", given));
        if (before.Count > 0)
        {
            var other = new DeskAnswer(DeskResult.OtherBody);
            return before[0].Hash == hash ? (before[0].Status, before[0].Body) : (other.Status, say(asked, other));
        }

        var made = work();
        var body = say(asked, made);
        if (made.IsKept)
        {
            ledger.Write(
                "INSERT INTO idempotency (key, hash, status, body, at) VALUES ($key, $hash, $status, $body, $at)",
                ("$key", given), ("$hash", hash), ("$status", made.Status), ("$body", body), ("$at", now));
        }

        return (made.Status, body);
    }

    private async Task SayAsync(HttpContext http, string asked, int status, byte[] body, CancellationToken stopping)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        http.Response.StatusCode = status;
        await BrokenAnswers.SendAsync(faults, asked, http, body, stopping);
    }

    private static async Task<(JsonElement Body, byte[] Raw, DeskAnswer? Wrong)> ReadAsync(HttpContext http)
    {
        using var into = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0;)
        {
            into.Write(buffer, 0, read);
            if (into.Length > MostBytes)
            {
                return (nothing, [], new DeskAnswer(DeskResult.TooLarge, "", MostBytes.ToString(CultureInfo.InvariantCulture)));
            }
        }

        var raw = into.ToArray();
        if (raw.Length == 0)
        {
            return (nothing, raw, null);
        }

        try
        {
            using var document = JsonDocument.Parse(raw);
            var body = document.RootElement.Clone();
            return body.ValueKind == JsonValueKind.Object ? (body, raw, null) : (nothing, raw, new DeskAnswer(DeskResult.Invalid, "", "body: a JSON object"));
        }
        catch (JsonException)
        {
            return (nothing, raw, new DeskAnswer(DeskResult.Invalid, "", "body: a JSON object"));
        }
    }
}
