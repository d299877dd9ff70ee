using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Generators.Tests;

/// <summary>Handlers that do not fit. The generator leaves them, and they are refused when they are mapped.</summary>
public static class Mistakes
{
    private delegate string ByRef(ref int x);

    private delegate ref int ReturnsRef(int x);

    private static int s_number;

    public static Task<string> TwoPayloads(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int x, int y) => $"{x}{y}"));

    public static Task<string> ByReference(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (ByRef)((ref int x) => $"{x}")));

    public static Task<string> ByReferenceWithoutAType(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (in int x) => $"{x}"));

    public static Task<string> AnotherResult(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int x) => x));

    public static Task<string> AnotherResultInATask(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, async (int x) => await Task.FromResult(x)));

    public static Task<string> ResultOfABaseInATask(Rig rig) => rig.RunAsync(Rig.Any, 2, streaq => streaq.Map(Rig.Any, (int x) => Task.FromResult("")));

    public static Task<string> ResultInAValueTask(Rig rig) => rig.RunAsync(Rig.Any, 2, streaq => streaq.Map(Rig.Any, (int x) => ValueTask.FromResult("")));

    public static Task<string> NoResultWhereOneIs(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int x) => { }));

    public static Task<string> ATaskWhereAResultIs(Rig rig) => rig.RunAsync(Rig.Any, 2, streaq => streaq.Map(Rig.Any, (int x) => Task.CompletedTask));

    public static Task<string> AResultWhereNoneIs(Rig rig) => rig.RunAsync(Rig.Plain, 2, streaq => streaq.Map(Rig.Plain, (int x) => x));

    public static Task<string> AValueTaskOfAResultWhereNoneIs(Rig rig) => rig.RunAsync(Rig.Plain, 2, streaq => streaq.Map(Rig.Plain, (int x) => ValueTask.FromResult(x)));

    public static Task<string> RefResult(Rig rig) => rig.RunAsync(Rig.Any, 2, streaq => streaq.Map(Rig.Any, (ReturnsRef)((int x) => ref s_number)));

    public static Task<string> NearlyTheArgument(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int? x) => $"{x}"));

    public static Task<string> ABaseOfTheArgument(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (object x) => $"{x}"));

    public static Task<string> AnInterfaceOfTheArgument(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (IComparable x) => $"{x}"));

    public static Task<string> AStringInsteadOfTheArgument(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (string x) => x));

    public static Task<string> AKeyedValueInsteadOfTheArgument(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, ([FromKeyedServices("a")] long x = 3) => $"{x}"));

#pragma warning disable MA0147, MA0155, VSTHRD101
    public static Task<string> AsyncVoid(Rig rig) => rig.RunAsync(Rig.Plain, 2, streaq => streaq.Map(Rig.Plain, (Action<int>)(async x => await Task.Delay(x))));

    public static Task<string> AsyncVoidMethod(Rig rig) => rig.RunAsync(Rig.Plain, 2, streaq => streaq.Map(Rig.Plain, HandleAsync));

    public static Task<string> AsyncVoidCron(Rig rig) => rig.RunAsync(streaq => streaq.Cron("cron", "0 3 * * *", async void () => await Task.Yield()));

    private static async void HandleAsync(int x) => await Task.Delay(x);
#pragma warning restore MA0147, MA0155, VSTHRD101

    public static Task<string> ADelegateThatTakesMore(Rig rig) => rig.RunAsync(Rig.Order, new Order("a", 1), streaq => streaq.Map(Rig.Order, (Func<Order, Bill>)Wide));

    private static Bill Wide(object order) => new($"{order}");

    public static Task<string> CronWithAResult(Rig rig) => rig.RunAsync(streaq => streaq.Cron("cron", "0 3 * * *", () => 3));
}
