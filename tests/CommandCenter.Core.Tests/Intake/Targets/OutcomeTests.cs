using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CommandCenter.Intake.Targets;
using CommandCenter.Plan;
using CommandCenter.Sources.Http;
using CommandCenter.Tests.Sources.Http;
using Microsoft.AspNetCore.Http;

namespace CommandCenter.Tests.Intake.Targets;

/// <summary>What a call came to, for everything that the other end can do.</summary>
public class OutcomeTests
{
    private static readonly TargetRequest ByWord = new()
    {
        Method = "POST", Url = "/orders/{key}/withdraw", Body = """{"epoch":"{epoch|number}"}""",
        Answers = new TargetAnswers { Path = "$.res", Done = ["GONE", "409"], TooLate = ["LATE", "423"], Refused = ["NO", "202"], Reason = "$.msg" },
    };

    private static async Task<TargetAnswer> AnswerTo(int status, string body, TargetRequest? request = null, string? retryAfter = null)
    {
        await using var server = await ForeignServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            if (retryAfter is not null)
            {
                context.Response.Headers.RetryAfter = retryAfter;
            }

            return status == 204 ? Task.CompletedTask : context.Response.WriteAsync(body);
        });
        using var target = server.Target(request);
        var answer = await target.CreateAsync();
        Assert.Single(server.Requests);
        return answer;
    }

    [Theory]
    [InlineData(200, TargetOutcome.Done)]
    [InlineData(201, TargetOutcome.Done)]
    [InlineData(204, TargetOutcome.Done)]
    [InlineData(302, TargetOutcome.Unknown)]
    [InlineData(400, TargetOutcome.Refused)]
    [InlineData(401, TargetOutcome.Refused)]
    [InlineData(404, TargetOutcome.Refused)]
    [InlineData(409, TargetOutcome.Refused)]
    [InlineData(408, TargetOutcome.Unknown)]
    [InlineData(425, TargetOutcome.Unknown)]
    [InlineData(429, TargetOutcome.Unknown)]
    [InlineData(500, TargetOutcome.Unknown)]
    [InlineData(502, TargetOutcome.Unknown)]
    [InlineData(503, TargetOutcome.Unknown)]
    public async Task Status_WithoutAnswers_IsTakenAsUsual(int status, TargetOutcome expected)
    {
        var answer = await AnswerTo(status, "no json", retryAfter: status is 429 or 503 ? "1" : null);

        Assert.Equal(expected, answer.Outcome);
        Assert.Equal(expected == TargetOutcome.Done, answer.Reason is null);
    }

    [Theory]
    [InlineData(200, """{"res":"GONE"}""", TargetOutcome.Done, null)]
    [InlineData(200, """{"res":"LATE","msg":"on the truck"}""", TargetOutcome.TooLate, "on the truck")]
    [InlineData(200, """{"res":"NO","msg":"closed"}""", TargetOutcome.Refused, "closed")]
    [InlineData(202, """{"res":"GONE"}""", TargetOutcome.Refused, "answered 202 Accepted")]
    [InlineData(409, """{"res":"NO"}""", TargetOutcome.Done, null)]
    [InlineData(423, "", TargetOutcome.TooLate, "answered 423 Locked")]
    [InlineData(404, """{"res":"LATE"}""", TargetOutcome.TooLate, "answered 404 NotFound")]
    [InlineData(500, """{"res":"GONE"}""", TargetOutcome.Done, null)]
    [InlineData(404, """{"error":{"message":"no such order"}}""", TargetOutcome.Refused, "no such order")]
    [InlineData(422, """{"title":"Bad","detail":"epoch is old"}""", TargetOutcome.Refused, "epoch is old")]
    [InlineData(404, "<html>", TargetOutcome.Refused, "answered 404 NotFound")]
    [InlineData(200, """{"res":"ELSE"}""", TargetOutcome.Unknown, "with none of the words that the plan knows")]
    [InlineData(200, """{"other":1}""", TargetOutcome.Unknown, "with none of the words that the plan knows")]
    [InlineData(200, "<html>", TargetOutcome.Unknown, "with what is no JSON")]
    [InlineData(200, "", TargetOutcome.Unknown, "with what is no JSON")]
    [InlineData(500, """{"error":"boom"}""", TargetOutcome.Unknown, "answered 500 InternalServerError: boom")]
    public async Task Answers_WordsAndStatuses_WinOverTheUsual(int status, string body, TargetOutcome expected, string? reason)
    {
        var answer = await AnswerTo(status, body, ByWord);

        Assert.Equal(expected, answer.Outcome);
        if (reason is null)
        {
            Assert.Null(answer.Reason);
        }
        else
        {
            Assert.Contains(reason, answer.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"res":"FINE"}""", TargetOutcome.Done)]
    [InlineData("{}", TargetOutcome.Done)]
    [InlineData("""{"res":"NO_STOCK"}""", TargetOutcome.Refused)]
    [InlineData("", TargetOutcome.Unknown)]
    public async Task Answers_OnlyWordsOfRefusal_LeaveTheRestDone(string body, TargetOutcome expected)
    {
        var answer = await AnswerTo(200, body, ByWord with { Answers = new TargetAnswers { Path = "$.res", Refused = ["NO_STOCK"] } });

        Assert.Equal(expected, answer.Outcome);
    }

    [Theory]
    [InlineData(200, TargetOutcome.Done)]
    [InlineData(202, TargetOutcome.Refused)]
    public async Task Answers_StatusWithoutPath_DecidesAndNoBodyIsRead(int status, TargetOutcome expected) =>
        Assert.Equal(expected, (await AnswerTo(status, "no json", ByWord with { Answers = new TargetAnswers { Refused = ["202"] } })).Outcome);

    [Theory]
    [InlineData("100")]
    [InlineData("700")]
    public async Task Answers_NumberThatIsNoStatus_IsAWord(string word) =>
        Assert.Equal(TargetOutcome.Refused, (await AnswerTo(200, $$"""{"res":{{word}}}""", ByWord with { Answers = new TargetAnswers { Path = "$.res", Refused = [word] } })).Outcome);

    [Fact]
    public async Task Reason_LongAndFullOfControlCharacters_IsShortenedAndCleaned()
    {
        var answer = await AnswerTo(400, "{\"error\":\"a\\u001b[2J\\r\\nb" + new string('x', 5000) + "\"}");

        Assert.Equal(300, answer.Reason!.Length);
        Assert.StartsWith("a [2J  bxxx", answer.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bearer")]
    [InlineData("basic")]
    public async Task Reason_EchoOfCredentials_IsRedactedAlsoWhereItIsCut(string kind)
    {
        await using var server = await ForeignServer.StartAsync(context =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsJsonAsync(new { error = new string('x', 285) + context.Request.Headers.Authorization + " " + TargetOfTest.Secret });
        });
        using var target = server.Target(with: d => d with { Auth = new AuthSettings { Kind = kind, Token = "${env:CC_SECRET_P}", User = "pos", Password = "${env:CC_SECRET_P}" } });

        var answer = await target.CreateAsync();

        Assert.Equal(TargetOutcome.Refused, answer.Outcome);
        Assert.DoesNotContain("pa\"", answer.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("cG9z", answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyListens_IsNotSent()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();
        using var target = TargetOfTest.Open(TargetOfTest.Definition(url));

        var answer = await target.CreateAsync();

        Assert.Equal(TargetOutcome.NotSent, answer.Outcome);
        Assert.EndsWith("cannot be reached: nobody listens there.", answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NameThatIsNotKnown_IsNotSent()
    {
        using var target = TargetOfTest.Open(TargetOfTest.Definition("http://nowhere.invalid"));

        Assert.Equal(TargetOutcome.NotSent, (await target.CreateAsync()).Outcome);
    }

    [Fact]
    public async Task PrivateAddressWithoutAllowance_IsNotSentAndNobodyIsCalled()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { });
        using var target = TargetOfTest.Open(TargetOfTest.Definition(server.Url), allowed: false);

        var answer = await target.CreateAsync();

        Assert.Equal(TargetOutcome.NotSent, answer.Outcome);
        Assert.Contains("CommandCenter:Outbound:AllowedPrivateHosts", answer.Reason, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task TlsThatIsNone_IsNotSent()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { });
        using var target = TargetOfTest.Open(TargetOfTest.Definition(server.Url.Replace("http://", "https://", StringComparison.Ordinal)));

        Assert.Equal(TargetOutcome.NotSent, (await target.CreateAsync()).Outcome);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task TlsThatNeverBegins_IsNotSent()
    {
        // the kernel takes the connection, nobody speaks on it
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var target = TargetOfTest.Open(TargetOfTest.Definition($"https://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}") with { Timeout = TimeSpan.FromMilliseconds(300) });

        var answer = await target.CreateAsync();

        Assert.Equal(TargetOutcome.NotSent, answer.Outcome);
        Assert.EndsWith("could not be sent anything within 0.3 s.", answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoAnswerInTime_IsUnknown()
    {
        await using var server = await ForeignServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var target = server.Target(with: d => d with { Timeout = TimeSpan.FromMilliseconds(300) });

        var answer = await target.CreateAsync();

        Assert.Equal(TargetOutcome.Unknown, answer.Outcome);
        Assert.Contains("did not answer whole within 0.3 s", answer.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SlowBody_RunsIntoTheTimeLimit(bool byWord)
    {
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync("{\"res\":");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var target = server.Target(byWord ? ByWord : null, d => d with { Timeout = TimeSpan.FromMilliseconds(300) });

        Assert.Equal(TargetOutcome.Unknown, (await target.CreateAsync()).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BodyCutInTheMiddle_IsUnknown(bool byWord)
    {
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"res\":\"GONE\"}");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using var target = server.Target(byWord ? ByWord : null);

        var answer = await target.CreateAsync();

        Assert.Equal(TargetOutcome.Unknown, answer.Outcome);
        Assert.Contains("the connection broke", answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectionCutBeforeTheAnswer_IsUnknownAndSentOnce()
    {
        await using var server = await ForeignServer.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var target = server.Target();

        Assert.Equal(TargetOutcome.Unknown, (await target.CreateAsync()).Outcome);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ConnectionThatWasUsedBeforeIsCut_IsNotSentASecondTime(bool body)
    {
        // the client repeats what failed on a used connection, unless its body had begun
        var calls = 0;
        await using var server = await ForeignServer.StartAsync(context =>
        {
            if (Interlocked.Increment(ref calls) == 2)
            {
                context.Abort();
            }

            return Task.CompletedTask;
        });
        using var target = server.Target(new TargetRequest { Method = "POST", Url = "/orders/{key}", Body = body ? """{"o":"{order}"}""" : null });

        Assert.Equal(TargetOutcome.Done, (await target.CreateAsync()).Outcome);
        Assert.Equal(TargetOutcome.Unknown, (await target.CreateAsync()).Outcome);
        Assert.Equal(2, calls);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task AnswerLargerThanAllowed_IsUnknown(bool byWord, bool packed)
    {
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            var body = Encoding.UTF8.GetBytes("{\"res\":\"GONE\",\"x\":\"" + new string('x', 1024 * 1024) + "\"}");
            if (!packed)
            {
                await context.Response.Body.WriteAsync(body);
                return;
            }

            context.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await zip.WriteAsync(body);
        });
        using var target = server.Target(byWord ? ByWord : null, d => d with { MaxBytes = 64 * 1024 });

        var answer = await target.CreateAsync();

        Assert.Equal(TargetOutcome.Unknown, answer.Outcome);
        Assert.Contains("its answer has more than 65536 bytes", answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancelledBeforeAnythingLeft_Throws()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { });
        using var target = server.Target();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => target.SendAsync(TargetOfTest.Create(), new CancellationToken(canceled: true)));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task CancelledWhileTheTargetWorks_IsUnknown()
    {
        using var stop = new CancellationTokenSource();
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var target = server.Target();

        var answer = await target.SendAsync(TargetOfTest.Create(), stop.Token);

        Assert.Equal(TargetOutcome.Unknown, answer.Outcome);
        Assert.Contains("we stopped waiting", answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancelledWhileWaitingForAConnection_Throws()
    {
        var inside = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var server = await ForeignServer.StartAsync(async _ =>
        {
            inside.TrySetResult();
            await release.Task;
        });
        using var target = server.Target(with: d => d with { Concurrency = 1 });
        using var stop = new CancellationTokenSource();
        var first = target.CreateAsync();
        await inside.Task;

        var second = target.SendAsync(TargetOfTest.Create("B-1"), stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        release.SetResult();
        Assert.Equal(TargetOutcome.Done, (await first).Outcome);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task OperationThatThePlanDoesNotDeclare_IsUnable()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { });
        using var target = server.Target();

        var answer = await target.SendAsync(TargetOfTest.Create() with { Operation = TargetOperation.ReleaseReservation }, TestContext.Current.CancellationToken);

        Assert.Equal(new TargetAnswer(TargetOutcome.Unable, "The target legacy-oms cannot release reservation."), answer);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Client_HeadLargerThanItsBuffer_LetsNothingOutBeforeTheBodyIsAskedFor()
    {
        // what NotSent rests on
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var invoker = OutboundHandler.Invoker(new OutboundGuard([$"127.0.0.1:{port}"]), TimeSpan.FromSeconds(5), 1);
        var accepted = listener.AcceptSocketAsync(TestContext.Current.CancellationToken).AsTask();
        using var content = new Watched(async () => (await accepted).Available);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/") { Content = content };
        request.Headers.TryAddWithoutValidation("X-Long", new string('x', 50_000));

        await Assert.ThrowsAnyAsync<Exception>(() => invoker.SendAsync(request, TestContext.Current.CancellationToken));

        Assert.Equal(0, content.Before);
        using var socket = await accepted;
        Assert.Equal(0, socket.Available);
    }

    private sealed class Watched(Func<Task<int>> available) : HttpContent
    {
        public int Before { get; private set; } = -1;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            Before = await available();
            throw new IOException("seen enough");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 1;
            return true;
        }
    }
}
