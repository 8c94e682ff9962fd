using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Push;

namespace CommandCenter.Tests.Sources;

public class IngestEndpointTests
{
    private const string Body = """{"events":[{"ref":"A1","t":"2026-11-10T05:00:00Z"}]}""";

    private static CutoverPlan Plan() => new()
    {
        Hash = "plan-of-test", Header = new PlanHeader("Test", "Test", "America/Los_Angeles", null, 1, null),
        Sides = [new(Side.Legacy, "Legacy", Stages.All, []), new(Side.Orchestration, "Orchestration", Stages.All, [])],
        Systems = [], Interfaces = [], Dependencies = [], Raci = [], SystemsOfRecord = [], Roles = [], Stores = [], Lanes = [], LookupTables = new Dictionary<string, LookupTable>(),
        Mappings =
        [
            new MappingDefinition
            {
                Id = "m", Hash = "h", Kind = RecordKind.Order, Key = new FieldRule { Paths = ["$.ref"] }, OccurredAt = new FieldRule { Paths = ["$.t"] },
                Stage = new FieldRule { Constant = "created" },
            },
        ],
        Sources =
        [
            new SourceDefinition
            {
                Id = "orch-webhook", System = "orch-oms", Side = Side.Orchestration, Adapter = "push", Every = TimeSpan.FromSeconds(10), Mapping = "m",
                Push = new PushSettings { Secrets = ["${env:CC_SECRET_HOOK}"], Items = "$.events", MaxBytes = 64 * 1024 },
            },
        ],
    };

    private static Task<IngestApp> StartAsync() => IngestApp.StartAsync(Plan(), new Dictionary<string, string> { ["CC_SECRET_HOOK"] = "hook-secret" });

    private static async Task<HttpResponseMessage> PostAsync(IngestApp app, string body, string secret = "hook-secret", string source = "orch-webhook")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ingest/" + source) { Content = new ByteArrayContent(bytes) };
        request.Headers.Add("X-Signature", PushSignature.Write(secret, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), source, bytes));
        return await app.Client.SendAsync(request);
    }

    [Fact]
    public async Task Post_SignedThenRepeated_Answers202Then200()
    {
        await using var app = await StartAsync();

        using var first = await PostAsync(app, Body);
        using var second = await PostAsync(app, Body);

        Assert.Equal((HttpStatusCode.Accepted, 1), (first.StatusCode, (await first.Content.ReadFromJsonAsync<IngestAnswer>())!.Applied));
        Assert.Equal((HttpStatusCode.OK, 0, 1), (second.StatusCode, (await second.Content.ReadFromJsonAsync<IngestAnswer>())!.Applied, app.Batches.Sum(b => b.Counts.Applied)));
    }

    [Theory]
    [InlineData("guessed", "orch-webhook", Body, HttpStatusCode.Unauthorized)]
    [InlineData("hook-secret", "other", Body, HttpStatusCode.NotFound)]
    [InlineData("hook-secret", "orch-webhook", "{", HttpStatusCode.BadRequest)]
    public async Task Post_NotAcceptable_IsRefusedAndAppliesNothing(string secret, string source, string body, HttpStatusCode expected)
    {
        await using var app = await StartAsync();

        using var answer = await PostAsync(app, body, secret, source);

        Assert.Equal((expected, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Empty(app.Batches);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_LargerThanAllowed_IsRefusedWithOrWithoutItsLength(bool saysItsLength)
    {
        await using var app = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ingest/orch-webhook") { Content = new ByteArrayContent(new byte[200 * 1024]) };
        request.Headers.TransferEncodingChunked = !saysItsLength;

        using var answer = await app.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Post_BodyThatNeverEnds_RunsIntoTheDeadline()
    {
        await using var app = await StartAsync();
        using var client = new TcpClient();
        var address = new Uri(app.Url);
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /ingest/orch-webhook HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n{"));

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var buffer = new byte[4096];
        var read = await stream.ReadAsync(buffer, deadline.Token);

        Assert.Contains("408", Encoding.ASCII.GetString(buffer, 0, read).Split('\n')[0], StringComparison.Ordinal);
    }
}
