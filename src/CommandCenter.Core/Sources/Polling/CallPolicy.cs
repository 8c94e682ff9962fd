using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace CommandCenter.Sources.Polling;

/// <summary>How often one source is called again, and when it is left alone. Exponential back-off with jitter; Retry-After wins where it is short.</summary>
internal sealed class CallPolicy<TAnswer>
    where TAnswer : CallAnswer, new()
{
    private const int FailuresThatBreak = 8;

    // a longer wait is not slept through inside a poll: the poll fails visibly and the next one comes when the source wants it
    private readonly TimeSpan longestWaitInside = TimeSpan.FromSeconds(5);

    // however long a source asks us to wait
    private readonly TimeSpan longestWait = TimeSpan.FromMinutes(15);
    private readonly TimeSpan firstBreak = TimeSpan.FromSeconds(5);
    private readonly TimeSpan longestBreak = TimeSpan.FromSeconds(60);

    private readonly CircuitBreakerManualControl control = new();
    private readonly CircuitBreakerStateProvider state = new();
    private readonly ResiliencePipeline<TAnswer> pipeline;
    private readonly TimeProvider time;

    public CallPolicy(int attempts, TimeProvider time)
    {
        this.time = time;
        var builder = new ResiliencePipelineBuilder<TAnswer> { TimeProvider = time };
        if (attempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions<TAnswer>
            {
                MaxRetryAttempts = attempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(250),
                MaxDelay = longestWaitInside,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { IsTransient: true, RetryAfter: null or { Ticks: <= TimeSpan.TicksPerSecond * 5 } }),
                DelayGenerator = args => ValueTask.FromResult(args.Outcome.Result?.RetryAfter),
            });
        }

        builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<TAnswer>
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

    /// <summary>When the source, as it said in its last answer or as the breaker decided, wants to be called again.</summary>
    public DateTimeOffset? NotBefore { get; private set; }

    /// <summary>The answer, or a failure that says how long the circuit stays open.</summary>
    public async Task<TAnswer> CallAsync(Func<CancellationToken, Task<TAnswer>> call, CancellationToken cancel)
    {
        var answer = await ExecuteAsync(call, cancel);
        NotBefore = answer.RetryAfter is { } wait ? time.GetUtcNow() + Min(wait, longestWait) : null;
        return answer;
    }

    /// <summary>A person wants it to be called at once.</summary>
    public Task CloseAsync()
    {
        NotBefore = null;
        return control.CloseAsync();
    }

    private async Task<TAnswer> ExecuteAsync(Func<CancellationToken, Task<TAnswer>> call, CancellationToken cancel)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await call(token), cancel);
        }
        catch (BrokenCircuitException broken)
        {
            return new TAnswer
            {
                Code = "circuit-open", Failure = "It failed so often that it is left alone for a while.", IsTransient = true, RetryAfter = broken.RetryAfter ?? firstBreak,
            };
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
