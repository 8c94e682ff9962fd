using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace CommandCenter.Tests.Live;

/// <summary>A store that does not answer ends nothing and is said.</summary>
public sealed class StandingReaderTests
{
    public static TheoryData<Exception> Failures { get; } =
    [
        new NpgsqlException("connection refused"), new TimeoutException("no answer"), new IOException("disk"),
        new InvalidOperationException("likely due to a transient failure", new NpgsqlException("terminating connection")),
    ];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Reader_StoreFails_ReadsOnWhenItIsBack(Exception failure)
    {
        var time = new FakeTimeProvider();
        using var reader = new Reader(time, failure);

        await reader.StartAsync(default);
        await reader.Failed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        while (!reader.Read.Task.IsCompleted)
        {
            Assert.False(reader.ExecuteTask!.IsFaulted);
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        await reader.StopAsync(default);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task TryAsync_StoreFails_IsUnavailableWithTheReason(Exception failure)
    {
        var read = await StoreReads.TryAsync<int>(() => throw failure);

        Assert.Equal((ErrorKind.Unavailable, "store-unreadable"), (read.Error?.Kind, read.Error?.Code));
        Assert.Contains((failure.InnerException ?? failure).Message, read.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryAsync_Bug_IsNotCalledTheStoresFault() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => StoreReads.TryAsync<int>(() => throw new InvalidOperationException("a bug")));

    private sealed class Reader(TimeProvider time, Exception failure) : StandingReader(time, NullLogger.Instance)
    {
        private bool failed;

        public TaskCompletionSource Failed { get; } = new();
        public TaskCompletionSource Read { get; } = new();

        public override Task ReadAsync(CancellationToken cancel)
        {
            if (!failed)
            {
                failed = true;
                Failed.SetResult();
                throw failure;
            }

            Read.TrySetResult();
            return Task.CompletedTask;
        }

        protected override IDisposable Follow() => new MemoryStream();
    }
}
