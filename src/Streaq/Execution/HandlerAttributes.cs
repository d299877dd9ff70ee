using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Streaq.Execution;

/// <summary>The attributes that say something of a handler.</summary>
internal static class HandlerAttributes
{
    /// <summary>What is looked at of a handler's class.</summary>
    public const DynamicallyAccessedMemberTypes Needed =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicMethods;

    public static IReadOnlyList<object> Of(Delegate handler) => Written(handler.Method);

    /// <summary>Those of the class, then those of the method, so that the method's count where both have one.</summary>
    /// <param name="handler">The class.</param>
    /// <param name="method">The name of the method that runs.</param>
    public static IReadOnlyList<object> Of(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type handler, string method) =>
    [
        .. Written(handler),
        .. handler.GetMethods().Where(own => string.Equals(own.Name, method, StringComparison.Ordinal)).SelectMany(Written),
    ];

    /// <summary>Without those of the compiler.</summary>
    private static object[] Written(MemberInfo member) =>
    [
        .. member.GetCustomAttributes(inherit: true).Where(static attribute =>
            attribute.GetType().Namespace is not ("System.Runtime.CompilerServices" or "System.Diagnostics")),
    ];
}
