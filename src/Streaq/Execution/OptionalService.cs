using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Execution;

/// <summary>A service that may be missing: its parameter is nullable, or has a default value.</summary>
internal static class OptionalService
{
    /// <returns>The value of the parameter without the service; <see langword="null"/> when the service is required.</returns>
    [RequiresUnreferencedCode(DelegateBinder.Warning)]
    [RequiresDynamicCode(DelegateBinder.Warning)]
    public static Expression? Default(ParameterInfo parameter) =>
        parameter.HasDefaultValue
            ? Expression.Constant(Value(parameter.ParameterType, parameter.DefaultValue), typeof(object))
        : IsNullable(parameter) ? Expression.Constant(null, typeof(object))
        : null;

    public static object? Keyed(IServiceProvider provider, Type type, object key) =>
        (provider as IKeyedServiceProvider)?.GetKeyedService(type, key);

    private static bool IsNullable(ParameterInfo parameter) =>
        parameter.ParameterType.IsValueType
            ? Nullable.GetUnderlyingType(parameter.ParameterType) is not null
            : new NullabilityInfoContext().Create(parameter).WriteState is NullabilityState.Nullable;

    /// <summary>
    /// Converts a default value from the metadata. There, <c>default</c> of a structure is null, a value of a nullable enumeration is a
    /// number, and one of <c>nint</c> is an <c>int</c>.
    /// </summary>
    [RequiresUnreferencedCode(DelegateBinder.Warning)]
    [RequiresDynamicCode(DelegateBinder.Warning)]
    private static object? Value(Type type, object? value)
    {
        var plain = Nullable.GetUnderlyingType(type);
        return value is null && type.IsValueType && plain is null ? Activator.CreateInstance(type)
            : value is not null && plain is { IsEnum: true } ? Enum.ToObject(plain, value)
            : value is int number && (plain ?? type) == typeof(nint) ? (nint)number
            : value is uint positive && (plain ?? type) == typeof(nuint) ? (nuint)positive
            : value;
    }
}
