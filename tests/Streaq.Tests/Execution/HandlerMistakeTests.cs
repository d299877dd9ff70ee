using Streaq.Execution;

namespace Streaq.Tests.Execution;

/// <summary>Delegates that do not fit their task are refused when they are mapped. The message names task and parameter.</summary>
public sealed class HandlerMistakeTests
{
    private delegate int ByRef(ref int count);

    private delegate void ByOut(int count, out string text);

    [Fact]
    public void Handler_WithTwoPayloadParameters_IsRefused()
    {
        var e = Refused<int, int>((int first, int second) => first + second);

        Assert.Equal("Task 'the.task': parameters 'first' and 'second' both take the argument (System.Int32); a handler has one payload parameter. (Parameter 'handler')", e.Message);
    }

    [Fact]
    public void Handler_WithAParameterByReference_IsRefused()
    {
        var e = Refused<int, int>((ByRef)((ref int count) => count));

        Assert.StartsWith("Task 'the.task': parameter 'count' is passed by reference", e.Message);
    }

    [Fact]
    public void Handler_WithAnOutParameter_IsRefused()
    {
        var e = Refused<int, int>((ByOut)((int count, out string text) => text = ""));

        Assert.StartsWith("Task 'the.task': parameter 'text' is passed by reference", e.Message);
    }

    [Fact]
    public void Handler_ThatReturnsAnotherType_IsRefused()
    {
        var e = Refused<int, int>((int x) => x.ToString());

        Assert.StartsWith("Task 'the.task': the handler returns System.String, but the task's result is System.Int32", e.Message);
    }

    [Fact]
    public void Handler_ThatReturnsNothing_ForATaskWithAResult_IsRefused() =>
        Assert.StartsWith("Task 'the.task': the handler returns System.Void, but the task's result is System.Int32", Refused<int, int>((int x) => { }).Message);

    [Fact]
    public void Handler_ThatReturnsAResult_ForATaskWithout_IsRefused()
    {
        var e = Refused<int, NoResult>((int x) => x);

        Assert.StartsWith("Task 'the.task': the handler returns System.Int32, but the task's result is none (return void, Task or ValueTask)", e.Message);
    }

#pragma warning disable MA0147, MA0155 // These tests are about such handlers.
    [Fact]
    public void Handler_ThatIsAsyncVoid_IsRefused() => AssertAsyncVoid(Refused<int, NoResult>(AsyncVoidAsync));

    [Fact]
    public void Handler_ThatIsAnAsyncLambdaAsAnAction_IsRefused()
    {
        Action<int> lambda = static async x => await Task.Delay(x);

        AssertAsyncVoid(Refused<int, NoResult>(lambda));
    }

    [Fact]
    public void Handler_OfSeveralOfWhichOneIsAsyncVoid_IsRefused()
    {
        Action<int> several = static _ => { };
        several += AsyncVoidAsync;
        several += static _ => { };

        AssertAsyncVoid(Refused<int, NoResult>(several));
    }

    private static void AssertAsyncVoid(ArgumentException e)
    {
        Assert.StartsWith("Task 'the.task': the handler is 'async void'", e.Message);
        Assert.Contains("have it return Task", e.Message);
    }

    private static async void AsyncVoidAsync(int x) => await Task.Delay(x);
#pragma warning restore MA0147, MA0155

    public static TheoryData<string> Awaitables => ["void", "Task", "ValueTask", "Task<string>", "ValueTask<string>"];

    [Theory]
    [MemberData(nameof(Awaitables))]
    public void Handler_ThatReturnsAnAwaitableOfAnotherType_ForAResultOfObject_IsRefused(string returned)
    {
        Delegate handler = returned switch
        {
            "void" => (int x) => { }
            ,
            "Task" => (int x) => Task.CompletedTask,
            "ValueTask" => (int x) => ValueTask.CompletedTask,
            "Task<string>" => (int x) => Task.FromResult(""),
            _ => (int x) => ValueTask.FromResult(""),
        };

        Assert.StartsWith("Task 'the.task': the handler returns System.", Refused<int, object>(handler).Message);
    }

    private static ArgumentException Refused<TArgument, TResult>(Delegate handler) =>
        Assert.Throws<ArgumentException>(nameof(handler), () => DelegateBinder.Bind<TArgument, TResult>(new TaskDefinition<TArgument>("the.task"), handler));
}
