using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Streaq.Execution;

/// <summary>
/// Finds handlers that are <c>async void</c>. They return at their first await, so the task would count as succeeded there. An exception
/// that they throw later ends the process.
/// </summary>
internal static class AsyncVoid
{
    private const DynamicallyAccessedMemberTypes Methods =
        DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods;

    /// <exception cref="ArgumentException">The delegate is such a handler. The message names the task.</exception>
    public static void Refuse(TaskDefinition task, Delegate handler)
    {
        if (Array.Exists(handler.GetInvocationList(), part => Is(part.Method)))
        {
            throw new ArgumentException(Message(task, "the handler"), nameof(handler));
        }
    }

    /// <exception cref="ArgumentException">
    /// The class handles the task by such a method. The message names the task and the class.
    /// </exception>
    public static void Refuse(TaskDefinition task, Type handler, [DynamicallyAccessedMembers(Methods)] Type contract)
    {
        // The implementation of an interface is not known before there is an instance, and a native program has no map of interfaces.
        if (RuntimeFeature.IsDynamicCodeSupported && !handler.IsInterface
            && Array.Exists(handler.GetInterfaceMap(contract).TargetMethods, Is))
        {
            throw new ArgumentException(Message(task, handler.ToString()), nameof(handler));
        }
    }

    private static bool Is(MethodInfo method) =>
        method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false);

    private static string Message(TaskDefinition task, string what) =>
        $"Task '{task.Name}': {what} is 'async void', so its end can't be awaited, and what it throws after its first await would end "
        + "the process; have it return Task (a lambda must not be converted to an Action, a class implements ITaskHandler).";
}
