using CommandCenter.Identity;

namespace CommandCenter.Tests.Identity;

public class SharedQuestionsTests
{
    private readonly List<(string Key, TaskCompletionSource<int> Answer)> asked = [];

    [Fact]
    public async Task Ask_WhileOneIsUnderWay_GetsTheAnswerToTheNext()
    {
        var questions = Questions();
        var first = questions.AskAsync("a");
        var second = questions.AskAsync("a");
        var third = questions.AskAsync("a");
        Assert.Single(asked);

        asked[0].Answer.SetResult(1);
        Assert.Equal(1, await first);
        await AppHost.UntilAsync(() => Task.FromResult(Count == 2), "the next question is put");
        var fourth = questions.AskAsync("a");
        asked[1].Answer.SetResult(2);

        Assert.Equal((2, 2), (await second, await third));
        await AppHost.UntilAsync(() => Task.FromResult(Count == 3), "who came since is asked for");
        asked[2].Answer.SetResult(3);
        Assert.Equal(3, await fourth);
        Assert.Equal(3, Count);
    }

    [Fact]
    public async Task Ask_AfterTheAnswer_IsAnotherQuestion()
    {
        var questions = Questions();
        var first = questions.AskAsync("a");
        asked[0].Answer.SetResult(1);
        await first;

        var second = questions.AskAsync("a");
        asked[1].Answer.SetResult(2);

        Assert.Equal(2, await second);
    }

    [Fact]
    public async Task Ask_OfAnother_WaitsForNobody()
    {
        var questions = Questions();
        _ = questions.AskAsync("a");
        var other = questions.AskAsync("b");

        asked[1].Answer.SetResult(7);

        Assert.Equal(("b", 7), (asked[1].Key, await other));
    }

    [Fact]
    public async Task Ask_Fails_FailsForThoseWhoWaitedForItAlone()
    {
        var questions = Questions();
        var first = questions.AskAsync("a");
        var second = questions.AskAsync("a");

        asked[0].Answer.SetException(new IOException("away"));
        await Assert.ThrowsAsync<IOException>(() => first);
        await AppHost.UntilAsync(() => Task.FromResult(Count == 2), "the next question is put");
        asked[1].Answer.SetResult(2);

        Assert.Equal(2, await second);
    }

    private int Count
    {
        get
        {
            lock (asked) return asked.Count;
        }
    }

    private SharedQuestions<int> Questions() => new(key =>
    {
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (asked) asked.Add((key, answer));
        return answer.Task;
    });
}
