using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace CommandCenter.Sources.Http;

/// <summary>How often one source is called again, and when it is left alone. Exponential back-off with jitter; Retry-After wins where it is short.</summary>
internal sealed class CallPolicy
{
    /// <summary>A longer wait than this is not slept through inside a poll: the poll fails visibly and the next one comes when the source wants it.</summary>
    public static readonly TimeSpan LongestWaitInside = TimeSpan.FromSeconds(5);

    /// <summary>However long a source asks us to wait.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private const int FailuresThatBreak = 8;
    private static readonly TimeSpan firstBreak = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan longestBreak = TimeSpan.FromSeconds(60);

    private readonly CircuitBreakerManualControl control = new();
    private readonly CircuitBreakerStateProvider state = new();
    private readonly ResiliencePipeline<HttpAnswer> pipeline;

    public CallPolicy(int attempts, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<HttpAnswer> { TimeProvider = time };
        if (attempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions<HttpAnswer>
            {
                MaxRetryAttempts = attempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(250),
                MaxDelay = LongestWaitInside,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { IsTransient: true, RetryAfter: null or { Ticks: <= TimeSpan.TicksPerSecond * 5 } }),
                DelayGenerator = args => ValueTask.FromResult(args.Outcome.Result?.RetryAfter),
            });
        }

        builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpAnswer>
        {
            FailureRatio = 0.9,
            MinimumThroughput = FailuresThatBreak,
            SamplingDuration = TimeSpan.FromSeconds(60),
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { Failure: not null }),
            BreakDurationGenerator = args => ValueTask.FromResult(Min(firstBreak * Math.Pow(2, Math.Min(args.HalfOpenAttempts, 10)), longestBreak)),
            ManualControl = control,
            StateProvider = state,
        });
        pipeline = builder.Build();
    }

    public bool IsOpen => state.CircuitState is CircuitState.Open or CircuitState.Isolated;

    /// <summary>The answer, or a failure that says how long the circuit stays open.</summary>
    public async Task<HttpAnswer> CallAsync(Func<CancellationToken, Task<HttpAnswer>> call, CancellationToken cancel)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await call(token), cancel);
        }
        catch (BrokenCircuitException broken)
        {
            return HttpAnswer.Failed("circuit-open", "It failed so often that it is left alone for a while.", transient: true, broken.RetryAfter ?? firstBreak);
        }
    }

    public Task CloseAsync() => control.CloseAsync();

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
