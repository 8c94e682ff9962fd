using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Tests.Hosting;

/// <summary>Keeps what is complained of by those whose name begins so: the framework, or the product.</summary>
internal sealed class HeardWarnings(string from) : ILoggerProvider
{
    public ConcurrentQueue<string> Written { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Keeper(categoryName.StartsWith(from, StringComparison.Ordinal), Written);

    public void Dispose()
    {
    }

    private sealed class Keeper(bool listens, ConcurrentQueue<string> written) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => listens && logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) written.Enqueue(formatter(state, exception));
        }
    }
}
