namespace CommandCenter.Identity;

/// <summary>
/// Lets those who ask the same at the same time share one question. Nobody gets the answer to a question that was put before they came: each finds what they would have found on their own.
/// </summary>
/// <param name="ask">Puts the question about a key.</param>
public sealed class SharedQuestions<TAnswer>(Func<string, Task<TAnswer>> ask)
{
    private readonly Lock gate = new();

    /// <summary>By key, while a question about it is under way: those who came since, and wait for the next one; null = nobody yet.</summary>
    private readonly Dictionary<string, TaskCompletionSource<TAnswer>?> running = new(StringComparer.Ordinal);

    public Task<TAnswer> AskAsync(string key)
    {
        lock (gate)
        {
            if (running.TryGetValue(key, out var next))
            {
                next ??= new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
                running[key] = next;
                return next.Task;
            }

            running[key] = null;
        }

        return FirstAsync(key);
    }

    private async Task<TAnswer> FirstAsync(string key)
    {
        try
        {
            return await ask(key);
        }
        finally
        {
            Next(key);
        }
    }

    private void Next(string key)
    {
        TaskCompletionSource<TAnswer>? waiting;
        lock (gate)
        {
            waiting = running[key];
            if (waiting is null)
            {
                running.Remove(key);
                return;
            }

            running[key] = null;
        }

        _ = AnswerAsync(key, waiting);
    }

    private async Task AnswerAsync(string key, TaskCompletionSource<TAnswer> waiting)
    {
        // who put the question before must not be kept by this one
        await Task.Yield();
        var answer = AskSafelyAsync(key);
        await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        waiting.SetFromTask(answer);
        Next(key);
    }

    /// <summary>What is thrown at once becomes the task's, too.</summary>
    private async Task<TAnswer> AskSafelyAsync(string key) => await ask(key);
}
